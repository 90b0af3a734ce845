"""Checkpoints of DeepSpeech 0.9.3 and Coqui STT: model options from tensor shapes, missing Adam slots."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from pathlib import Path

from deepspeech_tf.checkpoint.description import Facts
from deepspeech_tf.errors import CheckpointError

log = logging.getLogger(__name__)

ENCODER = "deepspeech"  # the only encoder of 0.9.3


def facts_of_shapes(shapes: Mapping[str, tuple[int, ...]], prefix: Path) -> Facts:
    """The model options of a checkpoint that has no description.

    Raises:
        CheckpointError: if it is not a checkpoint of 0.9.3.
    """
    hidden, classes = shapes.get("layer_1/bias"), shapes.get("layer_6/bias")
    if not hidden or not classes:
        raise CheckpointError(
            f"{prefix}: layer_1/bias or layer_6/bias is missing: not a DeepSpeech checkpoint"
        )
    options = {
        "n_hidden": int(hidden[0]),
        "n_labels": int(classes[0]) - 1,
        "layer_norm": "layer_1/LayerNorm/gamma" in shapes,
    }
    return {"encoder": ENCODER, "model": options}


def slots_missing_after_cudnn(tensors: Iterable[str], variables: Iterable[str]) -> list[str]:
    """The Adam slots of the LSTM, if a checkpoint has the slots of other layers only; otherwise none.

    0.9.3 wrote such checkpoints when it trained with cuDNN. It stored the weights in the layout that all
    devices use, but the slots in cuDNN's opaque layout and under other names.
    """
    stored = set(tensors)
    lstm = [name for name in variables if name.startswith("cudnn_lstm/") and "/Adam" in name]
    if "layer_1/weights/Adam" not in stored or stored.intersection(lstm):
        return []
    log.warning("The checkpoint was trained with cuDNN: the Adam slots of the LSTM are reinitialized")
    return lstm
