"""The inputs, outputs and metadata of an exported model, with types, shapes and values."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import tensorflow as tf

from deepspeech_tf.errors import ExportError
from deepspeech_tf.exporting.tflite_schema import (
    FILE_IDENTIFIER,
    parse_model,
    type_name,
    unpack_strings,
)

Value = int | float | bytes


@dataclass(frozen=True)
class ExportedTensor:
    """An input, an output or a metadata constant of an exported model.

    Args:
        name: of the tensor in the file.
        role: "input", "output" or "metadata".
        dtype: as NumPy names it; "string" for text.
        shape: -1 for a dimension that is only known when the model runs; None if the file does not state the
            shape, as the TFLite files of 0.9.3 for `mfccs`.
        values: the values of a constant; None for others.
    """

    name: str
    role: str
    dtype: str
    shape: tuple[int, ...] | None
    values: tuple[Value, ...] | None = None


def inspect_model(path: str | os.PathLike[str]) -> list[ExportedTensor]:
    """Inputs, outputs and metadata of a frozen graph or TFLite file, sorted by name.

    Raises:
        ExportError: if the file cannot be read as either.
    """
    try:
        content = Path(path).read_bytes()
    except OSError as error:
        raise ExportError(f"{path}: the model could not be read: {error.strerror or error}") from error
    read = _read_tflite if content[4:8] == FILE_IDENTIFIER else _read_frozen_graph
    try:
        tensors = read(content)
    except Exception as error:  # generated readers raise arbitrary exceptions for invalid data
        raise ExportError(f"{path}: expected a frozen graph or a TFLite file: {error}") from error
    if not tensors:
        raise ExportError(f"{path}: expected a frozen graph or a TFLite file. Received: no inputs or outputs")
    return sorted(tensors, key=lambda tensor: tensor.name)


def _read_frozen_graph(content: bytes) -> list[ExportedTensor]:
    graph_def = tf.compat.v1.GraphDef()
    graph_def.ParseFromString(content)
    graph = tf.Graph()
    with graph.as_default():
        tf.import_graph_def(graph_def, name="")
    read = {name.split(":")[0].lstrip("^") for node in graph_def.node for name in node.input}
    tensors = []
    for node in graph_def.node:
        output = graph.get_operation_by_name(node.name).outputs
        if node.op == "Placeholder":
            tensors.append(_graph_tensor(output[0], "input", None))
        elif node.op == "Const" and node.name.startswith("metadata_"):
            values = tf.make_ndarray(node.attr["value"].tensor).ravel().tolist()
            tensors.append(_graph_tensor(output[0], "metadata", tuple(values)))
        elif node.name not in read and output:
            tensors.append(_graph_tensor(output[0], "output", None))
    return tensors


def _graph_tensor(tensor: Any, role: str, values: tuple[Value, ...] | None) -> ExportedTensor:
    shape = None
    if tensor.shape.rank is not None:
        shape = tuple(-1 if size is None else int(size) for size in tensor.shape.as_list())
    return ExportedTensor(tensor.op.name, role, tensor.dtype.name, shape, values)


def _read_tflite(content: bytes) -> list[ExportedTensor]:
    model = parse_model(content)
    subgraph = model.subgraphs[0]
    inputs, outputs = set(subgraph.inputs), set(subgraph.outputs)
    tensors = []
    for number, tensor in enumerate(subgraph.tensors):
        name = tensor.name.decode()
        if number in inputs:
            role = "input"
        elif name.startswith("metadata_") and not name.endswith(("_copy", "_copy_shape")):
            role = "metadata"
        elif number in outputs:
            role = "output"
        else:
            continue
        shape = None if tensor.shape is None else tuple(int(size) for size in tensor.shape)
        values = _constant_values(model, number) if role == "metadata" else None
        tensors.append(ExportedTensor(name, role, type_name(tensor), shape, values))
    return tensors


def _constant_values(model: Any, number: int) -> tuple[Value, ...] | None:
    """The values of a constant, or of the constant that one operator (a RESHAPE in files of 0.9.3) copies."""
    subgraph = model.subgraphs[0]
    data = model.buffers[subgraph.tensors[number].buffer].data
    if data is None:
        makers = [operator for operator in subgraph.operators or () if number in operator.outputs]
        if not makers:
            return None
        number = int(makers[0].inputs[0])
        data = model.buffers[subgraph.tensors[number].buffer].data
    content = np.asarray(data, np.uint8).tobytes()
    kind = type_name(subgraph.tensors[number])
    if kind == "string":
        return tuple(unpack_strings(content))
    return tuple(np.frombuffer(content, np.dtype(kind).newbyteorder("<")).tolist())
