"""Checkpoints of DeepSpeech 0.9.3 and Coqui STT: what shapes of tensors tell, what is missing."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from pathlib import Path

from deepspeech_tf.checkpoint.description import Facts
from deepspeech_tf.errors import CheckpointError

log = logging.getLogger(__name__)

ENCODER = "deepspeech"  # the only one that there was


def facts_of_shapes(shapes: Mapping[str, tuple[int, ...]], prefix: Path) -> Facts:
    """What is known of the model of a checkpoint that has no description.

    Raises:
        CheckpointError: if it is no checkpoint of 0.9.3.
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


def slots_that_cudnn_lacks(tensors: Iterable[str], wanted: Iterable[str]) -> list[str]:
    """Adam's slots of the LSTM, if a checkpoint has those of other layers but none of these.

    So it is where 0.9.3 trained with cuDNN: the weights are stored in the layout of all devices, the slots
    under the names of cuDNN's own, opaque one.
    """
    stored = set(tensors)
    lstm = [name for name in wanted if name.startswith("cudnn_lstm/") and "/Adam" in name]
    if "layer_1/weights/Adam" not in stored or stored.intersection(lstm):
        return []
    log.warning("The checkpoint was trained with cuDNN: the Adam slots of the LSTM are reinitialized")
    return lstm
