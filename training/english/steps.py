"""Prints the number of training steps of a number of epochs.

python -m training.english.steps TRAIN_FILES --batch_seconds 60 --epochs 20
"""

from __future__ import annotations

import argparse
import math

from deepspeech_tf.commandline.importing import run_importer
from deepspeech_tf.data.manifest import read_manifests

BYTES_PER_SECOND = 32_000  # of 16-bit samples at 16 kHz, which `wav_filesize` counts


def steps(size_bytes: int, batch_seconds: float, epochs: int) -> int:
    """Steps until the end of the last epoch; batches are almost full."""
    return epochs * max(1, math.ceil(size_bytes / BYTES_PER_SECOND / batch_seconds))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("train_files", help="comma-separated CSV files")
    parser.add_argument("--batch_seconds", type=float, required=True)
    parser.add_argument("--epochs", type=int, required=True)
    options = parser.parse_args()
    size_bytes = sum(utterance.size for utterance in read_manifests(options.train_files.split(",")))
    print(steps(size_bytes, options.batch_seconds, options.epochs))


if __name__ == "__main__":
    run_importer(main)
