"""GATHER in a .tflite file: indices of a wrong type or shape, or outside the table, are refused."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.native.client import need_client

pytest.importorskip("tensorflow")

from tensorflow.lite.python import schema_py_generated as schema

from deepspeech_tf.exporting.tflite_schema import add_constant, parse_model, serialize_model
from tests.encoders.tones import TEXT, audio_of, export_tones

GATHER = schema.BuiltinOperator.GATHER
ROWS = 8  # of the gathered tensor, "Minimum"


@pytest.fixture(scope="module")
def content(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    need_client()
    return export_tones(tmp_path_factory.mktemp("tones")).read_bytes()


def number_of(model: Any, name: str) -> int:
    names = [tensor.name for tensor in model.subgraphs[0].tensors]
    return names.index(name.encode())


def add_gather(model: Any, indices: int, shape: list[int]) -> None:
    """Make add_2 read rows of Minimum, chosen by the tensor `indices`; `shape` is that of add_2."""
    graph = model.subgraphs[0]
    code = schema.OperatorCodeT()
    code.builtinCode = code.deprecatedBuiltinCode = GATHER
    code.version = 1
    model.operatorCodes.append(code)
    table, result = number_of(model, "Minimum"), number_of(model, "add_2")
    gathered = schema.TensorT()
    gathered.name, gathered.type = b"gathered", schema.TensorType.FLOAT32
    gathered.shape = np.array(shape, np.int32)
    gathered.buffer = 0
    graph.tensors.append(gathered)
    graph.tensors[result].shape = np.array(shape, np.int32)
    operator = schema.OperatorT()
    operator.opcodeIndex = len(model.operatorCodes) - 1
    operator.inputs = np.array([table, indices], np.int32)
    operator.outputs = np.array([len(graph.tensors) - 1], np.int32)
    operator.builtinOptionsType = schema.BuiltinOptions.GatherOptions
    operator.builtinOptions = schema.GatherOptionsT()
    (place,) = (place for place, other in enumerate(graph.operators) if list(other.outputs) == [result])
    inputs = np.array(graph.operators[place].inputs)
    inputs[0] = len(graph.tensors) - 1
    graph.operators[place].inputs = inputs
    graph.operators.insert(place, operator)


def constant_indices(
    model: Any, values: np.ndarray, type_name: str = "INT32", shape: list[int] | None = None
) -> None:
    number = add_constant(model, "rows", shape or list(values.shape), type_name, values.tobytes())
    add_gather(model, number, [*values.shape, 24])


def load(model: Any, folder: Path) -> Any:
    from deepspeech import Model

    path = folder / "gather.tflite"
    path.write_bytes(serialize_model(model))
    return Model(path)


def test_rows_are_gathered(content: bytes, tmp_path: Path) -> None:
    model = parse_model(content)
    constant_indices(model, np.arange(ROWS, dtype=np.int32))
    assert load(model, tmp_path).stt(audio_of()) == TEXT


def rows(*replaced: tuple[int, int]) -> np.ndarray:
    indices = np.arange(ROWS, dtype=np.int32)
    for place, index in replaced:
        indices[place] = index
    return indices


OUTSIDE = "operator GATHER has an index outside its table of 8 rows. Received: "
MISFIT = "the shapes or types at operator "


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda model: constant_indices(model, rows((7, 8))), OUTSIDE + "8"),
        (lambda model: constant_indices(model, rows((0, -1))), OUTSIDE + "-1"),
        (lambda model: constant_indices(model, rows((3, 2**31 - 1))), OUTSIDE + "2147483647"),
        (lambda model: constant_indices(model, rows().astype(np.float32), "FLOAT32"), MISFIT + "GATHER"),
        (lambda model: constant_indices(model, rows().astype(np.int64), "INT64"), MISFIT + "GATHER"),
        (lambda model: constant_indices(model, rows()[:5]), MISFIT + "ADD, which computes add_2"),
        (lambda model: constant_indices(model, rows(), shape=[1] * 7 + [8]), MISFIT + "GATHER"),
        (lambda model: add_gather(model, number_of(model, "mul"), [8, 24, 24]), MISFIT + "GATHER"),
        (lambda model: add_gather(model, number_of(model, "add"), [8, 24]), "must have the shape [1, 8, 24]"),
    ],
)  # fmt: skip
def test_damaged_indices(content: bytes, tmp_path: Path, change: Callable[[Any], None], message: str) -> None:
    from deepspeech import DeepSpeechError

    model = parse_model(content)
    change(model)
    with pytest.raises(DeepSpeechError) as caught:
        load(model, tmp_path)
    assert message in str(caught.value.details)


def test_computed_indices_outside_the_table(content: bytes, tmp_path: Path) -> None:
    """They are known only when the model runs: the position, which grows with each chunk."""
    from deepspeech import DeepSpeechError

    model = parse_model(content)
    add_gather(model, number_of(model, "add"), [1, 8, 24])
    loaded = load(model, tmp_path)
    with pytest.raises(DeepSpeechError) as caught:
        loaded.stt(audio_of())
    assert caught.value.code == 0x3003
