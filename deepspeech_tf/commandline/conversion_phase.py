"""The work of `deepspeech_tf.convert_checkpoint`."""

from __future__ import annotations

import logging
from pathlib import Path

from absl import flags

from deepspeech_tf.checkpoint.conversion import write_original
from deepspeech_tf.checkpoint.description import described_by_flags, differences, label_list, read_description
from deepspeech_tf.checkpoint.restore import Checkpoint, require_geometry
from deepspeech_tf.commandline.evaluation_phase import evaluation_checkpoint, require_labels
from deepspeech_tf.commandline.settings import given, load_alphabet, load_dir
from deepspeech_tf.errors import CheckpointError, ConfigError

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
    _require_same_model(values, checkpoint)
    alphabet = source / "alphabet.txt"
    text = alphabet.read_text(encoding="utf-8") if alphabet.is_file() else ""
    log.info("Checkpoint of DeepSpeech 0.9.3 written to %s", write_original(checkpoint, target, text))


def _require_same_model(values: flags.FlagValues, checkpoint: Checkpoint) -> None:
    """Nothing has to be said of the model; what is said must be true."""
    require_geometry(checkpoint, n_hidden=given(values, "n_hidden"), layer_norm=given(values, "layer_norm"))
    used = described_by_flags({name: values[name].value for name in values if values[name].present})
    if given(values, "alphabet_config_path") or given(values, "bytes_output_mode"):
        alphabet = load_alphabet(values)
        require_labels(values, checkpoint, alphabet)
        used["labels"] = label_list(alphabet)
    for difference in differences(read_description(checkpoint.tensors), used):
        raise CheckpointError(f"{checkpoint.prefix}: {difference}")
