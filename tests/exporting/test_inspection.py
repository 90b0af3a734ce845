"""Inputs, outputs and metadata of our files and of the original's."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from deepspeech_tf import inspect_model
from deepspeech_tf.config import ExportConfig, FeatureConfig
from deepspeech_tf.errors import ExportError
from deepspeech_tf.exporting.frozen_graph import export_frozen_graph
from deepspeech_tf.exporting.inspection import ExportedTensor
from deepspeech_tf.exporting.metadata import MODEL
from deepspeech_tf.exporting.tflite import FINAL_WINDOW, export_tflite
from deepspeech_tf.exporting.tflite_schema import parse_model
from deepspeech_tf.model.deepspeech.config import DeepSpeechConfig
from deepspeech_tf.text.alphabet import Alphabet
from tests.exporting.models import ALPHABET, N_LABELS, random_weights
from tests.sets import GOLDEN

CONFIG = DeepSpeechConfig(n_labels=N_LABELS, n_hidden=128)  # the width of the golden model
EXPORT = ExportConfig(language="en-GB", beam_width=77)


@pytest.fixture(scope="module")
def frozen_graph(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder, weights = tmp_path_factory.mktemp("pb"), random_weights(CONFIG)
    return export_frozen_graph(weights, CONFIG, FeatureConfig(), EXPORT, ALPHABET.serialize(), folder)


@pytest.fixture(scope="module")
def tflite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder, weights = tmp_path_factory.mktemp("tflite"), random_weights(CONFIG)
    return export_tflite(weights, CONFIG, FeatureConfig(), EXPORT, ALPHABET.serialize(), folder)


def by_name(path: Path) -> dict[str, ExportedTensor]:
    return {tensor.name: tensor for tensor in inspect_model(path)}


def signature(tensor: ExportedTensor) -> tuple[object, ...]:
    return tensor.role, tensor.dtype, tensor.shape


def test_frozen_graph_has_the_tensors_of_the_original(frozen_graph: Path) -> None:
    ours, theirs = by_name(frozen_graph), by_name(GOLDEN / "model" / "output_graph.pb")
    assert len(theirs) == 16
    assert ours.pop(MODEL).role == "metadata"
    assert {name: signature(tensor) for name, tensor in ours.items()} == {
        name: signature(tensor) for name, tensor in theirs.items()
    }


def test_tflite_has_the_tensors_of_the_original(tflite: Path) -> None:
    ours, theirs = by_name(tflite), by_name(GOLDEN / "model" / "output_graph.tflite")
    assert len(theirs) == 15
    final_window = ours.pop(FINAL_WINDOW)  # no input or output, so that clients of 0.9.3 do not see it
    assert (final_window.shape, final_window.values) == ((1,), (b"zero",))
    assert ours.pop(MODEL).role == "metadata"
    assert theirs["mfccs"].shape is None
    assert ours["mfccs"].shape == (1, 26)
    del ours["mfccs"], theirs["mfccs"]
    assert {name: signature(tensor) for name, tensor in ours.items()} == {
        name: signature(tensor) for name, tensor in theirs.items()
    }


def test_tflite_keeps_the_order_of_inputs_and_outputs(tflite: Path) -> None:
    orders = []
    for path in (tflite, GOLDEN / "model" / "output_graph.tflite"):
        subgraph = parse_model(path.read_bytes()).subgraphs[0]
        names = [tensor.name.decode() for tensor in subgraph.tensors]
        orders.append([[names[number] for number in part] for part in (subgraph.inputs, subgraph.outputs)])
    assert orders[0] == orders[1]
    assert (len(orders[0][0]), len(orders[0][1])) == (4, 11)


def test_golden_metadata_values() -> None:
    for name in ("output_graph.pb", "output_graph.tflite"):
        tensors = by_name(GOLDEN / "model" / name)
        assert tensors["metadata_version"].values == (6,)
        assert tensors["metadata_beam_width"].values == (500,)
        (serialized,) = tensors["metadata_alphabet"].values
        assert Alphabet.deserialize(serialized) == ALPHABET


def test_our_metadata_values(frozen_graph: Path, tflite: Path) -> None:
    for path in (frozen_graph, tflite):
        tensors = by_name(path)
        values = {
            name.removeprefix("metadata_"): tensor.values
            for name, tensor in tensors.items()
            if tensor.role == "metadata" and name not in (FINAL_WINDOW, MODEL)
        }
        assert values == {
            "version": (6,),
            "sample_rate": (16000,),
            "feature_win_len": (32,),
            "feature_win_step": (20,),
            "beam_width": (77,),
            "alphabet": (ALPHABET.serialize(),),
            "language": (b"en-GB",),
        }


def test_files_say_what_their_model_is(frozen_graph: Path, tflite: Path) -> None:
    for path in (frozen_graph, tflite):
        (text,) = by_name(path)[MODEL].values
        assert json.loads(text) == {
            "encoder": "deepspeech",
            "model": {
                "n_labels": 28, "n_features": 26, "n_hidden": 128, "n_context": 9, "relu_clip": 20.0,
                "layer_norm": False,
            },
            "features": {
                "sample_rate_hz": 16000, "window_ms": 32, "step_ms": 20, "n_cepstra": 26,
                "feature_kind": "mfcc", "n_mels": 80,
            },
        }  # fmt: skip


def test_tflite_names_its_maker(tflite: Path) -> None:
    assert parse_model(tflite.read_bytes()).description.startswith(b"deepspeech_tf ")


@pytest.mark.parametrize("content", [b"", b"\0" * 100, b"RIFF and so on", b"\x20\0\0\0TFL3" + b"\xff" * 100])
def test_files_that_are_no_models(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "model.tflite"
    path.write_bytes(content)
    with pytest.raises(ExportError, match="expected a frozen graph or a TFLite file"):
        inspect_model(path)


def test_truncated_models(frozen_graph: Path, tflite: Path, tmp_path: Path) -> None:
    for source in (frozen_graph, tflite):
        path = tmp_path / source.name
        path.write_bytes(source.read_bytes()[:5000])
        with pytest.raises(ExportError, match="expected a frozen graph or a TFLite file"):
            inspect_model(path)


def test_missing_model(tmp_path: Path) -> None:
    with pytest.raises(ExportError, match="could not be read"):
        inspect_model(tmp_path / "none.pb")
