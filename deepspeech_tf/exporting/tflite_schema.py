"""TFLite files (flatbuffers of schema version 3) as Python objects, and back."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import flatbuffers  # type: ignore[import-untyped]
import numpy as np
import numpy.typing as npt
from tensorflow.lite.python import schema_py_generated as schema

FILE_IDENTIFIER = b"TFL3"
_BUFFER_ALIGNMENT = 16  # `force_align` of the schema, which the generated Python code ignores
_CUSTOM = schema.BuiltinOperator.CUSTOM
_BUILTIN_NAMES = {
    number: name for name, number in vars(schema.BuiltinOperator).items() if isinstance(number, int)
}
_TYPE_NAMES = {number: name for name, number in vars(schema.TensorType).items() if isinstance(number, int)}


class _AlignedBuffer(schema.BufferT):  # type: ignore[misc]  # TensorFlow has no types
    """A constant, aligned so that runtimes can use it in place."""

    def __init__(self, data: npt.NDArray[np.uint8]) -> None:
        super().__init__()
        self.data = data

    def Pack(self, builder: Any) -> Any:  # noqa: N802 (called by the generated code)
        builder.StartVector(1, self.data.size, _BUFFER_ALIGNMENT)
        builder.head -= self.data.size
        builder.Bytes[builder.head : builder.head + self.data.size] = self.data.tobytes()
        builder.vectorNumElems = self.data.size
        vector = builder.EndVector()
        schema.BufferStart(builder)
        schema.BufferAddData(builder, vector)
        return schema.BufferEnd(builder)


def parse_model(content: bytes) -> Any:
    """The model as the schema's object tree (`ModelT`)."""
    return schema.ModelT.InitFromObj(schema.Model.GetRootAs(content, 0))


def serialize_model(model: Any) -> bytes:
    """The file of an object tree; constants are aligned as the schema requires."""
    model.buffers = [
        _AlignedBuffer(np.asarray(buffer.data, np.uint8)) if buffer.data is not None else buffer
        for buffer in model.buffers
    ]
    size = sum(buffer.data.size for buffer in model.buffers if buffer.data is not None)
    builder = flatbuffers.Builder(size + 2**20)
    builder.Finish(model.Pack(builder), FILE_IDENTIFIER)
    return bytes(builder.Output())


def add_constant(model: Any, name: str, shape: list[int], type_name: str, content: bytes) -> int:
    """Adds a named constant that no operator reads; returns the index of its tensor."""
    model.buffers.append(_AlignedBuffer(np.frombuffer(content, np.uint8)))
    tensor = schema.TensorT()
    tensor.name = name.encode()
    tensor.shape = np.array(shape, np.int32)
    tensor.type = getattr(schema.TensorType, type_name)
    tensor.buffer = len(model.buffers) - 1
    model.subgraphs[0].tensors.append(tensor)
    return len(model.subgraphs[0].tensors) - 1


def pack_strings(strings: list[bytes]) -> bytes:
    """The content of a string tensor: count, offset of each string, offset of the end, the bytes."""
    header = 4 * (len(strings) + 2)
    ends = np.cumsum([header, *map(len, strings)])
    return np.array([len(strings), *ends], "<i4").tobytes() + b"".join(strings)


def unpack_strings(content: bytes) -> list[bytes]:
    """The strings of `pack_strings`."""
    count = int(np.frombuffer(content, "<i4", 1)[0])
    offsets = np.frombuffer(content, "<i4", count + 1, offset=4)
    return [content[begin:end] for begin, end in zip(offsets[:-1], offsets[1:], strict=True)]


def operator_names(model: Any) -> Iterator[tuple[str, bool]]:
    """Name of each operator that the model uses, and whether it is a custom one."""
    for subgraph in model.subgraphs:
        for operator in subgraph.operators or ():
            code = model.operatorCodes[operator.opcodeIndex]
            number = max(code.builtinCode, code.deprecatedBuiltinCode)  # old files only have the second one
            if number == _CUSTOM:
                yield (code.customCode or b"").decode("utf-8", "replace"), True
            else:
                yield _BUILTIN_NAMES.get(number, f"operator {number}"), False


def type_name(tensor: Any) -> str:
    """Element type of a tensor in lower case, as `float32`."""
    return str(_TYPE_NAMES[tensor.type]).lower()
