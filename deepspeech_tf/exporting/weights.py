"""The weights that an acoustic model of given dimensions has, and whether these are they."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from deepspeech_tf.config import ModelConfig
from deepspeech_tf.errors import ExportError
from deepspeech_tf.model.acoustic import LSTM_NAME

Weights = Mapping[str, npt.NDArray[Any]]

LSTM = LSTM_NAME
LSTM_KERNEL = f"{LSTM}/kernel"
LSTM_BIAS = f"{LSTM}/bias"
FIRST_LAYER = "layer_1/weights"
CLIPPED_LAYERS = ("layer_1", "layer_2", "layer_3", "layer_5")
OUTPUT_LAYER = "layer_6"
# A protocol buffer, and the offsets of a flatbuffer, end at 2 GiB; the rest of the graph is far below this.
MAX_BYTES = 2**31 - 2**20


def weight_shapes(config: ModelConfig) -> dict[str, tuple[int, ...]]:
    """Names and shapes of the weights of a model."""
    hidden = config.n_hidden
    inputs = {"layer_1": config.context_frames * config.n_cepstra}
    shapes: dict[str, tuple[int, ...]] = {}
    for layer in CLIPPED_LAYERS:
        shapes[f"{layer}/weights"] = (inputs.get(layer, hidden), hidden)
        shapes[f"{layer}/bias"] = (hidden,)
        if config.layer_norm:
            shapes[f"{layer}/LayerNorm/gamma"] = (hidden,)
            shapes[f"{layer}/LayerNorm/beta"] = (hidden,)
    shapes[LSTM_KERNEL] = (2 * hidden, 4 * hidden)
    shapes[LSTM_BIAS] = (4 * hidden,)
    shapes[f"{OUTPUT_LAYER}/weights"] = (hidden, config.n_classes)
    shapes[f"{OUTPUT_LAYER}/bias"] = (config.n_classes,)
    return shapes


def check_weights(weights: Weights, config: ModelConfig) -> None:
    """Whether `weights` are those of `config`; more names, as of optimizer slots, do not matter.

    Raises:
        ExportError: if a weight is missing, has another shape or is not finite, or if there are layer
            norm weights that the model would not use.
    """
    shapes = weight_shapes(config)
    missing = [name for name in shapes if name not in weights]
    if missing:
        hint = "; the model was trained without --layer_norm" if "LayerNorm" in missing[0] else ""
        raise ExportError(f"wanted the weights of the model. Received: none named {', '.join(missing)}{hint}")
    for name, shape in shapes.items():
        received = weights[name]
        if tuple(received.shape) != shape:
            raise ExportError(f"{name}: wanted shape {shape}. Received: {tuple(received.shape)}")
        if not np.issubdtype(received.dtype, np.floating) or not np.isfinite(received).all():
            raise ExportError(f"{name}: wanted finite numbers. Received: {_describe(received)}")
    if not config.layer_norm and any("/LayerNorm/gamma" in name for name in weights):
        raise ExportError("the weights have layer norm, the model has not: use --layer_norm")
    size = sum(4 * int(np.prod(shape)) for shape in shapes.values())
    if size > MAX_BYTES:
        raise ExportError(f"the model must be smaller than {MAX_BYTES} bytes. Received: {size}")


def _describe(values: npt.NDArray[Any]) -> str:
    if not np.issubdtype(values.dtype, np.floating):
        return str(values.dtype)
    count = int(values.size - np.isfinite(values).sum())
    return f"{count} of {values.size} values that are NaN or infinite"
