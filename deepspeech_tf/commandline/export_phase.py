"""The export phase: weights of a checkpoint to a model file and its card."""

from __future__ import annotations

import logging
import shutil
from dataclasses import replace
from pathlib import Path

from absl import flags

from deepspeech_tf.commandline.evaluation_phase import checkpoint_config, evaluation_checkpoint
from deepspeech_tf.commandline.settings import export_config, feature_config
from deepspeech_tf.errors import ExportError
from deepspeech_tf.exporting import export_frozen_graph, export_tflite
from deepspeech_tf.text.alphabet import Alphabet

log = logging.getLogger(__name__)


def export(values: flags.FlagValues, alphabet: Alphabet, folder: str) -> None:
    """Write the model that `--load_evaluate` names to `--export_dir`."""
    raise NotImplementedError
