"""The export phase: weights of a checkpoint to a model file and its card."""

from __future__ import annotations

import logging

from absl import flags

from deepspeech_tf.text.alphabet import Alphabet

log = logging.getLogger(__name__)


def export(values: flags.FlagValues, alphabet: Alphabet, folder: str) -> None:
    """Write the model that `--load_evaluate` names to `--export_dir`."""
    raise NotImplementedError
