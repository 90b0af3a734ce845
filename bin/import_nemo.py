#!/usr/bin/env python3
"""Runs the importer that `deepspeech_tf/importers/nemo.py` describes."""

from deepspeech_tf.commandline.importing import run_corpus
from deepspeech_tf.importers.nemo import CORPUS

if __name__ == "__main__":
    run_corpus(CORPUS)
