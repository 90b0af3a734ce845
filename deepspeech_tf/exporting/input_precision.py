"""The first layer of an int8 TFLite model in float32.

Inputs are quantised one frame at a time. The first coefficient is an order of magnitude larger than the
others, so that the first layer's inputs lose what tells many sounds apart: on the golden utterances it
causes most of the difference between int8 and float32 probabilities (doc/export.md has the figures).
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
from tensorflow.lite.python import schema_py_generated as schema

from deepspeech_tf.errors import ExportError


def restore_first_layer(model: Any, weights: npt.NDArray[Any]) -> None:
    """Replaces the int8 weights of the layer that reads `input_node` by `weights` `(inputs, units)`.

    Raises:
        ExportError: if the model has no such layer.
    """
    subgraph = model.subgraphs[0]
    layer = _reader(model, _tensor_number(subgraph, b"input_node"), "RESHAPE", "FULLY_CONNECTED")
    tensor = subgraph.tensors[layer.inputs[1]]
    transposed = np.ascontiguousarray(weights.T, "<f4")
    if tuple(tensor.shape) != transposed.shape:
        raise ExportError(f"expected a first layer of {transposed.shape}. Received: {tuple(tensor.shape)}")
    tensor.type = schema.TensorType.FLOAT32
    tensor.quantization = None
    if sum(other.buffer == tensor.buffer for other in subgraph.tensors) > 1:  # equal weights share a buffer
        model.buffers.append(schema.BufferT())
        tensor.buffer = len(model.buffers) - 1
    model.buffers[tensor.buffer].data = transposed.view(np.uint8).ravel()
    layer.builtinOptions.asymmetricQuantizeInputs = False


def _tensor_number(subgraph: Any, name: bytes) -> int:
    return next(number for number, tensor in enumerate(subgraph.tensors) if tensor.name == name)


def _reader(model: Any, number: int, *path: str) -> Any:
    """The last operator of a chain that starts at a tensor, given the names of its operators."""
    for name in path:
        code = getattr(schema.BuiltinOperator, name)
        readers = [
            operator
            for operator in model.subgraphs[0].operators
            if operator.inputs[0] == number and model.operatorCodes[operator.opcodeIndex].builtinCode == code
        ]
        if len(readers) != 1:
            raise ExportError(
                f"expected one {name} in the chain {path} after input_node. Received: {len(readers)}"
            )
        number = readers[0].outputs[0]
    return readers[0]
