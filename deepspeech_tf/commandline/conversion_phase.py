"""The work of `deepspeech_tf.convert_checkpoint`."""

from __future__ import annotations

import logging
from pathlib import Path

from absl import flags

from deepspeech_tf.checkpoint.conversion import write_original
from deepspeech_tf.commandline.evaluation_phase import evaluation_checkpoint
from deepspeech_tf.commandline.settings import load_dir
from deepspeech_tf.errors import ConfigError

log = logging.getLogger(__name__)


def convert_checkpoint(values: flags.FlagValues) -> None:
    """Write the checkpoint that `--load_evaluate` names to `--save_checkpoint_dir`, for DeepSpeech 0.9.3.

    Raises:
        ConfigError: if both are the same folder.
    """
    source, target = Path(load_dir(values)), Path(values.save_checkpoint_dir)
    if source.resolve() == target.resolve():
        raise ConfigError(f"--save_checkpoint_dir must be another folder. Received: {target}")
    checkpoint = evaluation_checkpoint(values, str(source))
    alphabet = source / "alphabet.txt"
    text = alphabet.read_text(encoding="utf-8") if alphabet.is_file() else ""
    log.info("Checkpoint of DeepSpeech 0.9.3 written to %s", write_original(checkpoint, target, text))
