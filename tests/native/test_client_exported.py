"""The client runs what this project exports: as Python does, and as 0.9.3 ran its own `.pb`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.native.client import SCORER, answers, need_client, recording
from tests.native.test_client_program import run

pytest.importorskip("tensorflow")

from deepspeech_tf.audio.features import extract_features
from deepspeech_tf.config import ExportConfig, FeatureConfig, ModelConfig
from deepspeech_tf.exporting.tflite import export_tflite
from deepspeech_tf.text.alphabet import Alphabet
from tests.exporting.models import ALPHABET, golden_weights, random_weights
from tests.exporting.running import TfliteModel
from tests.native.client import write_wav

FEATURES = FeatureConfig()
# Recordings that 0.9.3 understood differently with int8 weights (its own ones) or that ours do, beam 500.
INT8_EXCEPTIONS = {"noscorer": {"test0004", "test0006", "test0010"}, "scorer": set()}


def export(folder: Path, config: ModelConfig, weights: Any, alphabet: Alphabet, quantize: bool) -> Path:
    choices = ExportConfig(quantize=quantize, beam_width=50, language="xx")
    return export_tflite(weights, config, FEATURES, choices, alphabet.serialize(), folder)


def load(path: Path) -> Any:
    need_client()
    from deepspeech import Model

    return Model(path)


@pytest.fixture(scope="module")
def golden_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    need_client()
    config, weights = golden_weights()
    return export(tmp_path_factory.mktemp("float"), config, weights, ALPHABET, quantize=False)


@pytest.fixture(scope="module")
def golden_int8_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    need_client()
    config, weights = golden_weights()
    return export(tmp_path_factory.mktemp("int8"), config, weights, ALPHABET, quantize=True)


@pytest.fixture(scope="module")
def noise() -> np.ndarray:
    generator = np.random.default_rng(3)
    envelope = np.abs(np.sin(np.arange(40000) / 3000))
    return (generator.normal(0, 4000, 40000) * envelope).astype(np.int16)


@pytest.mark.parametrize("quantize", [False, True])
def test_client_equals_the_chain_in_python(tmp_path: Path, noise: np.ndarray, quantize: bool) -> None:
    """Features, batches, state and decoding put together in Python, the last window zero-filled."""
    from ds_ctcdecoder import Alphabet as DecoderAlphabet
    from ds_ctcdecoder import ctc_beam_search_decoder

    config = ModelConfig(n_labels=len(ALPHABET), n_hidden=64)
    path = export(tmp_path, config, random_weights(config), ALPHABET, quantize)
    model = load(path)
    assert model.beamWidth() == 50
    assert model.sampleRate() == 16000
    decoder_alphabet = DecoderAlphabet()
    decoder_alphabet.Deserialize(ALPHABET.serialize())
    tflite = TfliteModel(path)
    for length in (700, 16000, 40000):
        samples = noise[:length]
        windows = FEATURES.frames(length)
        padded = np.zeros((windows * FEATURES.step_samples) + FEATURES.window_samples, np.float32)
        padded[:length] = samples / 32768
        features = extract_features(padded, FEATURES).numpy()
        assert len(features) == windows + 1
        wanted = ctc_beam_search_decoder(tflite.probabilities(features), decoder_alphabet, 50)
        received = model.sttWithMetadata(samples).transcripts[0]
        assert model.stt(samples) == wanted[0][1]
        assert len(received.tokens) > length // 2000  # the random model says something
        assert received.confidence == pytest.approx(wanted[0][0], abs=1e-3)


def test_golden_weights_answer_like_the_frozen_graph_of_093(golden_file: Path) -> None:
    model = load(golden_file)
    model.setBeamWidth(500)
    model.enableExternalScorer(SCORER)
    for expected in answers("stream_pb.json")["files"]:
        best = model.sttWithMetadata(recording(expected["wav"])).transcripts[0]
        wanted = expected["meta"][0]
        assert best.confidence == pytest.approx(wanted["confidence"], abs=1e-2)
        assert [[token.text, token.timestep] for token in best.tokens] == [
            token[:2] for token in wanted["tokens"]
        ]


@pytest.mark.parametrize("name", ["scorer", "noscorer"])
@pytest.mark.parametrize("quantize", [False, True])
def test_golden_transcripts(golden_file: Path, golden_int8_file: Path, name: str, quantize: bool) -> None:
    wanted = answers(f"client_pb128_{name}.json")
    model = load(golden_int8_file if quantize else golden_file)
    model.setBeamWidth(wanted["beam"])
    if name == "scorer":
        model.enableExternalScorer(SCORER)
    differing = {
        key for key, text in wanted["transcripts"].items() if model.stt(recording(f"{key}.wav")) != text
    }
    assert differing <= (INT8_EXCEPTIONS[name] if quantize else set())


def test_json_is_escaped(tmp_path: Path, noise: np.ndarray) -> None:
    alphabet = Alphabet.from_labels([" ", '"', "\\", "\t", "é"])
    config = ModelConfig(n_labels=len(alphabet), n_hidden=32)
    path = export(tmp_path, config, random_weights(config), alphabet, quantize=False)
    audio = write_wav(tmp_path / "noise.wav", noise)
    done = run("--model", path, "--audio", audio, "--json", "--candidate_transcripts", 1)
    assert done.returncode == 0, done.stderr
    text = load(path).stt(noise)
    assert set(text) & set('"\\\t')
    assert [word["word"] for word in json.loads(done.stdout)["words"]] == text.split(" ")
