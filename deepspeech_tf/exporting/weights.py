"""Checks that weights belong to an encoder."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from deepspeech_tf.errors import ExportError
from deepspeech_tf.model.encoder import Encoder

Weights = Mapping[str, npt.NDArray[Any]]

# A protocol buffer, and the offsets of a flatbuffer, end at 2 GiB; the rest of the graph is far below this.
MAX_BYTES = 2**31 - 2**20
_OPTIMIZER_SLOTS = ("/Adam", "/Adam_1")
_MAX_NAMED = 4  # weights in an error message


def check_weights(weights: Weights, encoder: Encoder) -> None:
    """Checks that `weights` belong to `encoder`; other names, such as optimizer slots, are ignored.

    Raises:
        ExportError: if a weight is missing, has another shape or is not finite, or if the layers have more
            weights than the encoder would use.
    """
    shapes = encoder.weight_shapes()
    missing = [name for name in shapes if name not in weights]
    if missing:
        raise ExportError(f"expected the weights of the model. Received: none named {_listed(missing)}")
    for name, shape in shapes.items():
        received = weights[name]
        if tuple(received.shape) != shape:
            raise ExportError(f"{name}: expected shape {shape}. Received: {tuple(received.shape)}")
        if not np.issubdtype(received.dtype, np.floating) or not np.isfinite(received).all():
            raise ExportError(f"{name}: expected finite numbers. Received: {_describe(received)}")
    layers = tuple(encoder.layer_prefixes)
    unused = sorted(
        name
        for name in weights
        if name.startswith(layers) and name not in shapes and not name.endswith(_OPTIMIZER_SLOTS)
    )
    if unused:
        raise ExportError(f"the model has no weights named {_listed(unused)}: was it trained otherwise?")
    size = sum(4 * int(np.prod(shape)) for shape in shapes.values())
    if size > MAX_BYTES:
        raise ExportError(f"the model must be smaller than {MAX_BYTES} bytes. Received: {size}")


def _listed(names: list[str]) -> str:
    more = f" and {len(names) - _MAX_NAMED} more" if len(names) > _MAX_NAMED else ""
    return ", ".join(names[:_MAX_NAMED]) + more


def _describe(values: npt.NDArray[Any]) -> str:
    if not np.issubdtype(values.dtype, np.floating):
        return str(values.dtype)
    count = int(values.size - np.isfinite(values).sum())
    return f"{count} of {values.size} values that are NaN or infinite"
