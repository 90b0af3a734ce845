"""Writes checkpoints for DeepSpeech 0.9.3, with only the tensors that it has."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from deepspeech_tf.checkpoint.bundle import write_bundle
from deepspeech_tf.checkpoint.restore import Checkpoint
from deepspeech_tf.checkpoint.state import (
    BEST_PREFIX,
    BEST_STATE,
    LAST_PREFIX,
    LAST_STATE,
    announce_checkpoint,
)
from deepspeech_tf.errors import CheckpointError, reason_of
from deepspeech_tf.model.deepspeech.names import LSTM_NAME
from deepspeech_tf.whole_file import write_text

_WEIGHT = re.compile(
    rf"(layer_[12356]/(weights|bias|LayerNorm/(gamma|beta))|{LSTM_NAME}/(kernel|bias))(/Adam(_1)?)?"
)
_SCALARS = {"beta1_power": 0.9, "beta2_power": 0.999, "global_step": 0, "learning_rate": 0.001}


def original_tensors(tensors: Mapping[str, Any]) -> dict[str, Any]:
    """All tensors of a checkpoint for 0.9.3; missing Adam slots are zero."""
    kept = {name: value for name, value in tensors.items() if _WEIGHT.fullmatch(name) or name in _SCALARS}
    for name in [name for name in kept if "/Adam" not in name and name not in _SCALARS]:
        for slot in (f"{name}/Adam", f"{name}/Adam_1"):
            kept.setdefault(slot, np.zeros_like(kept[name]))
    for name, value in _SCALARS.items():
        kept.setdefault(name, np.array(value, np.int64 if name == "global_step" else np.float32))
    return kept


def write_original(checkpoint: Checkpoint, folder: Path, alphabet_text: str = "") -> Path:
    """Write a checkpoint for 0.9.3 into `folder`, both as the last and as the best one.

    Returns:
        The prefix of the last checkpoint.

    Raises:
        CheckpointError: if the folder cannot be written, or contains checkpoints.
    """
    tensors = original_tensors(checkpoint.tensors)
    step = int(tensors["global_step"])
    if any((folder / state).exists() for state in (LAST_STATE, BEST_STATE)):
        raise CheckpointError(
            f"{folder}: expected a folder without checkpoints. Received: a folder with checkpoints"
        )
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for state, name in ((BEST_STATE, BEST_PREFIX), (LAST_STATE, LAST_PREFIX)):
            prefix = folder / f"{name}-{step}"
            announce_checkpoint(folder, state, prefix)
            write_bundle(prefix, tensors)
        if alphabet_text:
            write_text(folder / "alphabet.txt", alphabet_text)
    except OSError as error:
        raise CheckpointError(f"{folder}: checkpoints cannot be written here: {reason_of(error)}") from error
    return prefix
