"""Matrices of an int8 TFLite model that remain float32: those of the features and of the first layer.

Log-mel features need the whole dynamic range of speech, which int8 products do not have: with an int8 Fourier
transform, the character error rate of a transformer on 36 utterances was 31.9 instead of 22.7 %.

Inputs are quantised one frame at a time. The first coefficient is an order of magnitude larger than the
others, so that the first layer's inputs lose what tells many sounds apart: on the golden utterances it
causes most of the difference between int8 and float32 probabilities (doc/export.md has the figures).
"""

from __future__ import annotations

from collections.abc import Sequence
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
    _make_float(model, layer, transposed)


def restore_feature_matrices(model: Any, matrices: Sequence[npt.NDArray[Any]]) -> None:
    """Replaces the int8 copies of constant matrices `(inputs, outputs)`.

    Raises:
        ExportError: if the model does not have exactly one layer for each of them.
    """
    for matrix in matrices:
        transposed = np.ascontiguousarray(matrix.T, "<f4")
        layers = [layer for layer in _dense_layers(model) if _has_weights(model, layer, transposed)]
        if len(layers) != 1:
            raise ExportError(
                f"expected one layer with the feature matrix of shape {matrix.shape}. Received: {len(layers)}"
            )
        _make_float(model, layers[0], transposed)


def _dense_layers(model: Any) -> list[Any]:
    code = schema.BuiltinOperator.FULLY_CONNECTED
    return [
        operator
        for operator in model.subgraphs[0].operators
        if model.operatorCodes[operator.opcodeIndex].builtinCode == code
    ]


def _has_weights(model: Any, layer: Any, transposed: npt.NDArray[Any]) -> bool:
    """Whether the weights of a layer are these, up to the rounding to int8."""
    tensor = model.subgraphs[0].tensors[layer.inputs[1]]
    content = model.buffers[tensor.buffer].data
    if tuple(tensor.shape) != transposed.shape or content is None:
        return False
    if tensor.type == schema.TensorType.FLOAT32:
        return np.array_equal(np.asarray(content).view("<f4").reshape(transposed.shape), transposed)
    if tensor.type != schema.TensorType.INT8:
        return False
    scale = np.asarray(tensor.quantization.scale, np.float32).reshape(-1, 1)
    values = np.asarray(content).view(np.int8).reshape(transposed.shape) * scale
    return bool((np.abs(values - transposed) <= scale).all())


def _make_float(model: Any, layer: Any, transposed: npt.NDArray[Any]) -> None:
    """Gives a layer float32 weights `(units, inputs)`."""
    subgraph = model.subgraphs[0]
    tensor = subgraph.tensors[layer.inputs[1]]
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
