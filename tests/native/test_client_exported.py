"""The client runs exported models with the results of Python, and of 0.9.3 with its `.pb`."""

from __future__ import annotations

import json
import os
import struct
import subprocess
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from deepspeech._library import runtime_path
from tests.native.client import PROGRAM, SCORER, answers, need_client, recording
from tests.native.test_client_program import run

pytest.importorskip("tensorflow")

from deepspeech_tf.audio.features import extract_features
from deepspeech_tf.config import ExportConfig, FeatureConfig
from deepspeech_tf.exporting.tflite import export_tflite
from deepspeech_tf.model.deepspeech.config import DeepSpeechConfig
from deepspeech_tf.text.alphabet import Alphabet
from tests.exporting.models import ALPHABET, golden_weights, random_weights
from tests.exporting.running import TfliteModel
from tests.native.client import write_wav

FEATURES = FeatureConfig()
# Recordings that 0.9.3 understood differently with int8 weights (its own ones) or that ours do, beam 500.
INT8_EXCEPTIONS = {"noscorer": {"test0004", "test0006", "test0010"}, "scorer": set()}


def export(folder: Path, config: DeepSpeechConfig, weights: Any, alphabet: Alphabet, quantize: bool) -> Path:
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

    config = DeepSpeechConfig(n_labels=len(ALPHABET), n_hidden=64)
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
        assert len(received.tokens) > length // 2000  # the random model produces some text
        assert received.confidence == pytest.approx(wanted[0][0], abs=1e-3)


def test_golden_weights_answer_like_the_frozen_graph_of_093(golden_file: Path, golden: Path) -> None:
    model = load(golden_file)
    model.setBeamWidth(500)
    model.enableExternalScorer(SCORER)
    wanted_streams = answers("stream_pb.json", golden)["files"]
    assert len(wanted_streams) >= 3
    for expected in wanted_streams:
        best = model.sttWithMetadata(recording(expected["wav"], golden)).transcripts[0]
        wanted = expected["meta"][0]
        assert best.confidence == pytest.approx(wanted["confidence"], abs=1e-2)
        assert [[token.text, token.timestep] for token in best.tokens] == [
            token[:2] for token in wanted["tokens"]
        ]


@pytest.mark.parametrize("name", ["scorer", "noscorer"])
@pytest.mark.parametrize("quantize", [False, True])
def test_golden_transcripts(
    golden_file: Path, golden_int8_file: Path, golden: Path, name: str, quantize: bool
) -> None:
    wanted = answers(f"client_pb128_{name}.json", golden)
    model = load(golden_int8_file if quantize else golden_file)
    model.setBeamWidth(wanted["beam"])
    if name == "scorer":
        model.enableExternalScorer(SCORER)
    assert len(wanted["transcripts"]) >= 3
    differing = {
        key
        for key, text in wanted["transcripts"].items()
        if model.stt(recording(f"{key}.wav", golden)) != text
    }
    assert differing <= (INT8_EXCEPTIONS[name] if quantize else set())


def test_json_is_escaped(tmp_path: Path, noise: np.ndarray) -> None:
    alphabet = Alphabet.from_labels([" ", '"', "\\", "\t", "é"])
    config = DeepSpeechConfig(n_labels=len(alphabet), n_hidden=32)
    path = export(tmp_path, config, random_weights(config), alphabet, quantize=False)
    audio = write_wav(tmp_path / "noise.wav", noise)
    done = run("--model", path, "--audio", audio, "--json", "--candidate_transcripts", 1)
    assert done.returncode == 0, done.stderr
    text = load(path).stt(noise)
    assert set(text) & set('"\\\t')
    assert [word["word"] for word in json.loads(done.stdout)["words"]] == text.split(" ")


def test_bytes_that_are_no_utf8(tmp_path: Path, noise: np.ndarray) -> None:
    """In bytes mode a random model produces arbitrary bytes; output is UTF-8, with U+FFFD as in Python."""
    labels = [bytes([byte]) for byte in range(1, 256)]
    serialized = struct.pack("<H", 255) + b"".join(
        struct.pack("<HH", index, 1) + label for index, label in enumerate(labels)
    )
    config = DeepSpeechConfig(n_labels=255, n_hidden=32)
    choices = ExportConfig(quantize=False, beam_width=50, language="xx")
    weights = random_weights(config)
    (bias,) = (name for name, value in weights.items() if value.shape == (256,))
    weights[bias] = weights[bias] + np.where(np.arange(256) >= 127, 3, 0).astype(
        np.float32
    )  # 0x80 and beyond
    path = export_tflite(weights, config, FEATURES, choices, serialized, tmp_path)
    audio = write_wav(tmp_path / "noise.wav", noise)
    text = load(path).stt(noise)
    assert "\ufffd" in text
    for options in ([], ["--extended"], ["--stream", "1600"], ["--extended_stream", "1600"]):
        printed = run_in_bytes("--model", path, "--audio", audio, *options)
        assert printed.decode("utf-8").splitlines()[-1] == text.splitlines()[-1]
    found = json.loads(
        run_in_bytes("--model", path, "--audio", audio, "--json", "--keep_emissions").decode("utf-8")
    )
    assert [word["word"] for word in found["words"]] == text.split(" ")
    assert_transcripts_are_whole(path, noise)
    for name in (b"caf\xe9.wav", b"line\nbreak.wav"):  # names of files are printed, too
        (tmp_path / os.fsdecode(name)).write_bytes(audio.read_bytes())
    lines = run_in_bytes("--model", path, "--audio", tmp_path).decode("utf-8").split("\n")
    for shown in ("caf\ufffd.wav", "line\\nbreak.wav"):
        assert f"> {tmp_path}/{shown}" in lines
    assert found["alphabet"][:3] + found["alphabet"][-2:] == ["\x01", "\x02", "\x03", "\ufffd", ""]


def assert_transcripts_are_whole(path: Path, audio: np.ndarray) -> None:
    """Every candidate, and every intermediate result: a character of several tokens is not torn apart."""
    model = load(path)
    with model.createStream() as stream:
        for part in np.array_split(audio, 7):
            stream.feedAudioContent(part)
            so_far = stream.intermediateDecodeWithMetadata(3).transcripts
            assert so_far[0].text == stream.intermediateDecode()
        said = stream.finishStreamWithMetadata(7).transcripts
    assert len({one.text for one in said}) > 1
    assert said[0].text == model.stt(audio) != "".join(token.text for token in said[0].tokens)
    found = json.loads(
        run_in_bytes(
            "--model", path, "--audio", path.parent / "noise.wav", "--json", "--candidate_transcripts", 7
        )
    )
    candidates = [found, *found["alternatives"]]
    assert [[word["word"] for word in one["words"]] for one in candidates] == [
        one.text.split(" ") for one in said
    ]


def run_in_bytes(*arguments: object) -> bytes:
    """What the program `deepspeech` prints, undecoded."""
    variables = {**os.environ, "DS_LITERT_LIBRARY": runtime_path() or ""}
    command = [str(PROGRAM), *map(str, arguments)]
    return subprocess.run(command, capture_output=True, env=variables, check=True, timeout=120).stdout
