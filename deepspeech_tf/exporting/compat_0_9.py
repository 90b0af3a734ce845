"""TFLite files that the TFLite clients of DeepSpeech 0.9.3 and Coqui STT 1.4 load.

Those clients carry the runtimes of TensorFlow 2.3 and 2.9: they know older versions of some operators only,
quantise inputs symmetrically, and find an output only if an operator makes it, which for constants none does.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from tensorflow.lite.python import schema_py_generated as schema

from deepspeech_tf.exporting.metadata import METADATA

COMPAT = "0.9"
_FULLY_CONNECTED_VERSION = 3  # the newest with symmetric inputs and int8 weights


def make_compatible(model: Any) -> None:
    """Changes a parsed model, converted without scales per channel, so that the old clients can load it."""
    _use_symmetric_inputs(model)
    for name in METADATA:
        _make_by_operator(model, name.encode())
    _drop_unused_codes(model)


def _use_symmetric_inputs(model: Any) -> None:
    number = schema.BuiltinOperator.FULLY_CONNECTED
    for code in model.operatorCodes:
        if code.builtinCode == number:
            code.version = min(code.version, _FULLY_CONNECTED_VERSION)
    for operator in model.subgraphs[0].operators:
        if model.operatorCodes[operator.opcodeIndex].builtinCode == number:
            operator.builtinOptions.asymmetricQuantizeInputs = False


def _make_by_operator(model: Any, name: bytes) -> None:
    """Makes the output `name`, a constant, the result of a RESHAPE of that constant."""
    subgraph = model.subgraphs[0]
    number = next(i for i, tensor in enumerate(subgraph.tensors) if tensor.name == name)
    source = subgraph.tensors[number]
    result = schema.TensorT()
    result.name, result.shape, result.type = name, source.shape, source.type
    model.buffers.append(schema.BufferT())
    result.buffer = len(model.buffers) - 1
    source.name = name + b"/value"
    subgraph.tensors.append(result)
    made = len(subgraph.tensors) - 1
    options = schema.ReshapeOptionsT()
    options.newShape = np.asarray(source.shape, np.int32)
    reshape = schema.OperatorT()
    reshape.opcodeIndex = _reshape_code(model)
    reshape.inputs, reshape.outputs = np.array([number], np.int32), np.array([made], np.int32)
    reshape.builtinOptionsType = schema.BuiltinOptions.ReshapeOptions
    reshape.builtinOptions = options
    subgraph.operators.append(reshape)
    subgraph.outputs = np.array(
        [made if output == number else output for output in subgraph.outputs], np.int32
    )


def _reshape_code(model: Any) -> int:
    for index, code in enumerate(model.operatorCodes):
        if code.builtinCode == schema.BuiltinOperator.RESHAPE:
            return index
    code = schema.OperatorCodeT()
    code.builtinCode = code.deprecatedBuiltinCode = schema.BuiltinOperator.RESHAPE
    code.version = 1
    model.operatorCodes.append(code)
    return len(model.operatorCodes) - 1


def _drop_unused_codes(model: Any) -> None:
    operators = model.subgraphs[0].operators
    used = sorted({operator.opcodeIndex for operator in operators})
    for operator in operators:
        operator.opcodeIndex = used.index(operator.opcodeIndex)
    model.operatorCodes = [model.operatorCodes[index] for index in used]
