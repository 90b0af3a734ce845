"""Exported TFLite files in the native client."""

from __future__ import annotations

import json
import wave
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import tensorflow as tf

from deepspeech_tf.config import ExportConfig, FeatureConfig
from deepspeech_tf.exporting.compat_0_9 import make_compatible
from deepspeech_tf.exporting.streaming_graph import tflite_form
from deepspeech_tf.exporting.tflite import add_metadata, converter_of, export_tflite
from deepspeech_tf.exporting.tflite_schema import operator_names, parse_model, serialize_model
from deepspeech_tf.model.deepspeech.config import DeepSpeechConfig
from tests.exporting.models import ALPHABET, N_LABELS, golden_weights, random_weights
from tests.sets import utterances


@pytest.fixture(scope="module")
def client() -> Any:
    deepspeech = pytest.importorskip("deepspeech")
    try:
        deepspeech.version()
    except ImportError as error:
        pytest.skip(f"the native client is not built: {error}")
    return deepspeech


def read_wav(path: Path) -> np.ndarray:
    with wave.open(str(path)) as file:
        return np.frombuffer(file.readframes(file.getnframes()), np.int16)


@pytest.mark.parametrize("quantize", [False, True], ids=["float32", "int8"])
def test_golden_transcripts(client: Any, golden: Path, tmp_path: Path, quantize: bool) -> None:
    """What the original answers for the same weights, padding the last window with zeros as its .pb does."""
    expected = json.loads((golden / "client" / "client_pb128_scorer.json").read_text())["transcripts"]
    config, weights = golden_weights()
    export = ExportConfig(quantize=quantize)
    path = export_tflite(weights, config, FeatureConfig(), export, ALPHABET.serialize(), tmp_path)
    model = client.Model(str(path))
    model.enableExternalScorer(str(golden / "kenlm.scorer"))
    recordings = sorted((golden / "wav").glob("*.wav"))
    assert [path.stem for path in recordings] == utterances(golden)
    received = {recording.stem: model.stt(read_wav(recording)) for recording in recordings}
    assert received == {name: expected[name] for name in received}


@pytest.mark.parametrize("form", ["today's", "0.9.3's"])
def test_float16_files(client: Any, golden: Path, tmp_path: Path, form: str) -> None:
    """Weights in half precision, as users of 0.9.3 and Coqui made them with TensorFlow's converter."""
    config, weights = golden_weights()
    graph = tflite_form(weights, config, FeatureConfig(), ExportConfig(), ALPHABET.serialize())
    converter = converter_of(graph)
    converter.optimizations = [tf.lite.Optimize.DEFAULT]
    converter.target_spec.supported_types = [tf.float16]
    converted = parse_model(converter.convert())
    add_metadata(converted, graph)
    if form == "0.9.3's":
        make_compatible(converted)
    assert ("DEQUANTIZE", False) in operator_names(converted)
    path = tmp_path / "float16.tflite"
    path.write_bytes(serialize_model(converted))

    expected = json.loads((golden / "client" / "client_pb128_scorer.json").read_text())["transcripts"]
    model = client.Model(str(path))
    model.enableExternalScorer(str(golden / "kenlm.scorer"))
    recordings = sorted((golden / "wav").glob("*.wav"))
    assert [path.stem for path in recordings] == utterances(golden)
    assert [model.stt(read_wav(path)) for path in recordings] == [expected[path.stem] for path in recordings]


@pytest.mark.parametrize("rate", [8000, 16000])
@pytest.mark.parametrize("layer_norm", [False, True], ids=["plain", "layer_norm"])
def test_other_models_load_and_run(client: Any, tmp_path: Path, rate: int, layer_norm: bool) -> None:
    config = DeepSpeechConfig(n_labels=N_LABELS, n_hidden=64, layer_norm=layer_norm)
    features = FeatureConfig(sample_rate_hz=rate)
    export = ExportConfig(n_steps=5, beam_width=33)
    weights = random_weights(config)
    model = client.Model(
        str(export_tflite(weights, config, features, export, ALPHABET.serialize(), tmp_path))
    )
    assert (model.sampleRate(), model.beamWidth()) == (rate, 33)
    noise = (3000 * np.random.default_rng(0).standard_normal(rate)).astype(np.int16)
    assert model.stt(noise)  # random weights produce some text
