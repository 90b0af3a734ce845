"""Which exports are rejected, their allowed contents, and features in exported models."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import tensorflow as tf

from deepspeech import Model
from deepspeech_tf.audio.features import extract_features
from deepspeech_tf.config import ExportConfig, FeatureConfig
from deepspeech_tf.errors import ConfigError, ExportError
from deepspeech_tf.exporting import tflite as tflite_module
from deepspeech_tf.exporting.frozen_graph import export_frozen_graph
from deepspeech_tf.exporting.inspection import inspect_model
from deepspeech_tf.exporting.metadata import METADATA, metadata_values
from deepspeech_tf.exporting.tflite import check_operators, export_tflite
from deepspeech_tf.exporting.tflite_schema import parse_model
from deepspeech_tf.model.deepspeech.config import DeepSpeechConfig
from tests.exporting.models import ALPHABET, N_LABELS, random_weights
from tests.exporting.running import FrozenGraph, TfliteModel

CONFIG = DeepSpeechConfig(n_labels=N_LABELS, n_hidden=32)
EXPORT = ExportConfig(n_steps=2)
EIGHT_KHZ = FeatureConfig(sample_rate_hz=8000)
Export = Callable[..., Path]
BOTH = pytest.mark.parametrize("export", [export_frozen_graph, export_tflite])
# What libdeepspeech.so 0.9.3 (TensorFlow) registers, as far as graphs of this kind use it.
OPERATIONS_OF_OLD_CLIENTS = frozenset(
    "Placeholder Const ExpandDims AudioSpectrogram Mfcc Reshape Identity Transpose MatMul BiasAdd Relu "
    "Minimum Max Cast BlockLSTM AddV2 Mul Pack ConcatV2 Range Less Tile GatherNd Softmax "
    "Mean Sub SquaredDifference Rsqrt".split()
)


def run_export(write: Export, folder: Path, **changes: object) -> Path:
    arguments = {
        "weights": random_weights(CONFIG),
        "model": CONFIG,
        "features": FeatureConfig(),
        "export": EXPORT,
        "alphabet": ALPHABET.serialize(),
        "export_dir": folder,
    }
    return write(**{**arguments, **changes})


def without(name: str) -> dict[str, np.ndarray]:
    weights = random_weights(CONFIG)
    del weights[name]
    return weights


def changed(name: str, value: np.ndarray) -> dict[str, np.ndarray]:
    return {**random_weights(CONFIG), name: value}


NAN = np.full(32, np.nan, np.float32)
LAYER_NORM = replace(CONFIG, layer_norm=True)


@BOTH
@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"weights": without("layer_5/bias")}, "Received: none named layer_5/bias"),
        ({"weights": changed("layer_1/bias", np.zeros(31))}, r"layer_1/bias: expected shape \(32,\)"),
        ({"weights": changed("layer_2/bias", NAN)}, "layer_2/bias: expected finite.* 32 of 32 values"),
        ({"weights": changed("layer_2/bias", np.zeros(32, np.int32))}, "expected finite.* Received: int32"),
        ({"model": LAYER_NORM}, "none named layer_1/LayerNorm/(beta|gamma), .* and 4 more"),
        ({"weights": random_weights(LAYER_NORM)}, "no weights named layer_1/LayerNorm/beta, .* and 4 more"),
        ({"export": ExportConfig(file_name="..")}, "must be a plain file name. Received: '..'"),
        ({"alphabet": b"\x02\0"}, "expected an alphabet of 28 labels. Received: 2"),
        ({"features": FeatureConfig(n_cepstra=5)}, "26 features per frame. Received: 5"),
    ],
)
def test_refused(export: Export, tmp_path: Path, changes: dict[str, object], message: str) -> None:
    with pytest.raises(ExportError, match=message):
        run_export(export, tmp_path, **changes)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("choices", "message"),
    [
        ({"n_steps": 0}, "n_steps must be from 1 to 10000. Received: 0"),
        ({"batch_size": 0}, "batch_size must be from 1 to 10000. Received: 0"),
        ({"beam_width": 0}, "beam_width must be from 1 to 2147483647. Received: 0"),
        ({"file_name": "a/b"}, "file_name must be a name without slashes. Received: 'a/b'"),
        ({"file_name": ""}, "file_name must be a name without slashes. Received: ''"),
    ],
)
def test_refused_choices(choices: dict[str, Any], message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        ExportConfig(**choices)


def test_tflite_refuses_batches(tmp_path: Path) -> None:
    with pytest.raises(ExportError, match="has a batch size of 1"):
        run_export(export_tflite, tmp_path, export=ExportConfig(batch_size=2))


@BOTH
def test_folder_that_cannot_be_made(export: Export, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(ExportError, match="file could not be written"):
        run_export(export, tmp_path / "file" / "folder")


@BOTH
def test_export_replaces_the_old_file_and_leaves_nothing_else(export: Export, tmp_path: Path) -> None:
    folder = tmp_path / "new" / "folder"
    first = run_export(export, folder)
    content = first.read_bytes()
    first.write_bytes(b"old")
    again = run_export(export, folder)
    assert again == first
    assert again.read_bytes() == content
    assert list(folder.iterdir()) == [again]


@pytest.mark.parametrize("batch_size", [1, 3])
@pytest.mark.parametrize("config", [CONFIG, LAYER_NORM], ids=["plain", "layer_norm"])
def test_frozen_graph_has_operations_of_old_clients_only(
    tmp_path: Path, config: DeepSpeechConfig, batch_size: int
) -> None:
    export = ExportConfig(batch_size=batch_size)
    path = run_export(
        export_frozen_graph, tmp_path, weights=random_weights(config), model=config, export=export
    )
    graph_def = tf.compat.v1.GraphDef()
    graph_def.ParseFromString(path.read_bytes())
    assert {node.op for node in graph_def.node} <= OPERATIONS_OF_OLD_CLIENTS
    assert not graph_def.versions.producer
    attributes = {(node.op, name) for node in graph_def.node for name in node.attr}
    assert not {name for _, name in attributes if name.startswith("_")}
    assert not attributes & {
        ("MatMul", "grad_a"),
        ("MatMul", "grad_b"),
        ("GatherNd", "bad_indices_policy"),
    }


def test_tflite_with_other_operators_is_refused() -> None:
    graph = tf.Graph()
    with graph.as_default():
        values = tf.compat.v1.placeholder(tf.float32, (4,))
        angle = tf.sin(tf.raw_ops.Betainc(a=values, b=values, x=values))
        converter = tf.compat.v1.lite.TFLiteConverter(graph.as_graph_def(), [values], [angle])
    converter.allow_custom_ops = True
    with pytest.raises(ExportError, match="Received: Betainc, SIN"):
        check_operators(parse_model(converter.convert()))


def test_conversion_that_fails(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def fail(self: object) -> bytes:
        raise ValueError("one line\nthe last line")

    monkeypatch.setattr(tf.compat.v1.lite.TFLiteConverter, "convert", fail)
    with pytest.raises(ExportError, match="could not convert the model to TFLite: the last line"):
        run_export(export_tflite, tmp_path)


def test_export_is_quiet(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    capfd.readouterr()
    run_export(export_tflite, tmp_path)
    run_export(export_frozen_graph, tmp_path)
    assert capfd.readouterr() == ("", "")


def test_stderr_works_after_an_export(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    import os

    with tflite_module._captured_stderr() as lines:
        os.write(2, b"hidden\n")
        assert lines() == ["hidden"]
    os.write(2, b"shown\n")
    assert capfd.readouterr().err == "shown\n"


@pytest.mark.parametrize("quantize", [False, True])
def test_only_the_first_layer_stays_float32(tmp_path: Path, quantize: bool) -> None:
    export = ExportConfig(n_steps=2, quantize=quantize)
    model = parse_model(run_export(export_tflite, tmp_path, export=export).read_bytes())
    matrices = {
        tuple(tensor.shape): tensor.type
        for tensor in model.subgraphs[0].tensors
        if tensor.shape is not None
        and len(tensor.shape) == 2
        and model.buffers[tensor.buffer].data is not None
        and np.prod(tensor.shape) >= 1024
    }
    other = 9 if quantize else 0  # int8, float32
    assert matrices == {(32, 494): 0, (32, 32): other, (128, 32): other}


def test_constants_are_aligned(tmp_path: Path) -> None:
    content = run_export(export_tflite, tmp_path).read_bytes()
    first_layer = random_weights(CONFIG)["layer_1/weights"].T.tobytes()
    assert content.count(first_layer) == 1
    assert content.index(first_layer) % 16 == 0


@pytest.mark.parametrize("features", [FeatureConfig(), EIGHT_KHZ], ids=["16 kHz", "8 kHz"])
def test_features_of_exported_models(tmp_path: Path, features: FeatureConfig) -> None:
    """One window in the model gives the same features as training."""
    frozen = FrozenGraph(run_export(export_frozen_graph, tmp_path, features=features))
    tflite = TfliteModel(run_export(export_tflite, tmp_path, features=features))
    generator = np.random.default_rng(3)
    samples = (0.1 * generator.standard_normal(5 * features.window_samples)).astype(np.float32)
    expected = extract_features(samples, features).numpy()
    assert features.window_samples == features.sample_rate_hz * 32 // 1000
    for frame, values in enumerate(expected):
        start = frame * features.step_samples
        window = samples[start : start + features.window_samples]
        for model in (frozen, tflite):
            received = model.mfccs(window)
            assert received.shape == (1, 26)
            np.testing.assert_allclose(received[0], values, atol=1e-4, rtol=0)


@pytest.mark.parametrize("compat", ["", "0.9"])
@pytest.mark.parametrize(
    "values",
    [
        {"beam_width": 20},
        {"beam_width": 32},
        {"beam_width": 16000},
        {"beam_width": 6},
        {"beam_width": 1},
        {"window_ms": 20},
        {"step_ms": 32},
        {"language": ALPHABET.serialize().decode()},
    ],
    ids=str,
)
def test_metadata_that_is_equal(tmp_path: Path, values: dict[str, int | str], compat: str) -> None:
    """The beam width of another value's number, of a size in the graph; windows that do not overlap."""
    export = replace(
        EXPORT, compat=compat, **{key: value for key, value in values.items() if key in vars(EXPORT)}
    )
    features = FeatureConfig(**{key: value for key, value in values.items() if key.endswith("_ms")})
    path = run_export(export_tflite, tmp_path, export=export, features=features)
    wanted = metadata_values(features, export, ALPHABET.serialize())
    told = {tensor.name: tensor for tensor in inspect_model(path)}
    assert {name: told[name].values[0] for name in wanted} == wanted
    outputs = ("logits", "new_state_c", "new_state_h", "mfccs", *METADATA)
    graph = parse_model(path.read_bytes()).subgraphs[0]
    assert [graph.tensors[number].name.decode() for number in graph.outputs] == list(outputs)
    assert set(outputs) == set(TfliteModel(path).outputs)
    with Model(str(path)) as model:
        assert (model.beamWidth(), model.sampleRate()) == (export.beam_width, 16000)
