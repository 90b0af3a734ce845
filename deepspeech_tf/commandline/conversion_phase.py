"""The work of `deepspeech_tf.convert_checkpoint`."""

from __future__ import annotations

import logging
from pathlib import Path

from absl import flags

from deepspeech_tf.checkpoint.compat_0_9 import ENCODER as ORIGINAL
from deepspeech_tf.checkpoint.conversion import write_original
from deepspeech_tf.commandline.evaluation_phase import evaluation_checkpoint
from deepspeech_tf.commandline.model_choice import choose_model
from deepspeech_tf.commandline.settings import load_dir
from deepspeech_tf.errors import CheckpointError, ConfigError
from deepspeech_tf.model.registry import encoder_name

log = logging.getLogger(__name__)


def convert_checkpoint(values: flags.FlagValues) -> None:
    """Write the checkpoint that `--load_evaluate` names to `--save_checkpoint_dir`, for DeepSpeech 0.9.3.

    Raises:
        ConfigError: if both are the same folder.
        CheckpointError: if a flag that was given says something else of the model than the checkpoint.
    """
    source, target = Path(load_dir(values)), Path(values.save_checkpoint_dir)
    if source.resolve() == target.resolve():
        raise ConfigError(f"--save_checkpoint_dir must be another folder. Received: {target}")
    checkpoint = evaluation_checkpoint(values, str(source))
    model = choose_model(values, checkpoint.facts, str(checkpoint.prefix))
    if encoder_name(model.encoder) != ORIGINAL:
        raise CheckpointError(
            f"{checkpoint.prefix}: DeepSpeech 0.9.3 has the encoder {ORIGINAL} only. Received: "
            f"{encoder_name(model.encoder)}"
        )
    text = model.alphabet.file_text() if "labels" in checkpoint.facts else _text_beside(source)
    log.info("Checkpoint of DeepSpeech 0.9.3 written to %s", write_original(checkpoint, target, text))


def _text_beside(folder: Path) -> str:
    alphabet = folder / "alphabet.txt"
    return alphabet.read_text(encoding="utf-8") if alphabet.is_file() else ""
