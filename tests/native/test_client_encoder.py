"""The client with an encoder that 0.9.3 does not have: subsampling, look-ahead, other states."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.native.client import load_model, need_client, write_wav
from tests.native.test_client_program import run
from tests.native.test_inspect import inspect

pytest.importorskip("tensorflow")

from deepspeech_tf.data.manifest import read_manifests
from deepspeech_tf.evaluation.exported import ClientConfig, evaluate_exported
from tests.encoders.causal import LOOK_AHEAD, SUBSAMPLING
from tests.encoders.tones import (
    FRAMES,
    SCORE,
    TEXT,
    audio_of,
    export_tones,
    features_of,
    whole_probabilities,
)
from tests.exporting.models import ALPHABET, N_LABELS
from tests.exporting.running import TfliteModel

STEP_S = 0.02
STEP, WINDOW = 320, 512  # samples
ROW_S = SUBSAMPLING * STEP_S
# Expected start of each letter in seconds: the first one, then those of the tones.
STARTS = [0.0, *(first * STEP_S for _, first in SCORE)]


@pytest.fixture(scope="module", params=[16, 6, 2], ids=lambda chunk: f"chunk {chunk}")
def path(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    need_client()
    return export_tones(tmp_path_factory.mktemp("tones"), n_steps=request.param)


@pytest.fixture(scope="module")
def chunk(path: Path) -> int:
    return TfliteModel(path).shape[1]


@pytest.fixture
def model(path: Path) -> Any:
    return load_model(path, scorer=False)


@pytest.fixture(scope="module")
def audio() -> np.ndarray:
    return audio_of()


@pytest.fixture(scope="module")
def whole(audio: np.ndarray) -> np.ndarray:
    return whole_probabilities(audio)


def spelt(probabilities: np.ndarray) -> str:
    """The best label of each row, repetitions and blanks left out."""
    best = probabilities.argmax(axis=1)
    changes = np.flatnonzero(np.diff(best, prepend=-1))
    return ALPHABET.decode([label for label in best[changes] if label < N_LABELS])


def feed(stream: Any, samples: np.ndarray, portion: int) -> None:
    for start in range(0, len(samples), portion):
        stream.feedAudioContent(samples[start : start + portion])


def test_the_encoder_spells_what_was_played(audio: np.ndarray, whole: np.ndarray) -> None:
    """What the other tests compare with."""
    assert len(features_of(audio)) == FRAMES
    assert whole.shape == (FRAMES // 2 + 1, N_LABELS + 1)
    assert spelt(whole) == TEXT


def test_text_and_times(model: Any, audio: np.ndarray) -> None:
    assert model.stt(audio) == TEXT
    tokens = model.sttWithMetadata(audio).transcripts[0].tokens
    assert "".join(token.text for token in tokens) == TEXT
    for token, start in zip(tokens, STARTS, strict=True):
        assert token.start_time == pytest.approx(token.timestep * ROW_S, abs=1e-5)
        assert token.start_time == pytest.approx(start, abs=ROW_S)


def test_words(model: Any, audio: np.ndarray) -> None:
    words = model.sttWithWords(audio).words
    assert [word.text for word in words] == TEXT.split()
    firsts = [STARTS[0], STARTS[5], STARTS[9]]
    lasts = [STARTS[3], STARTS[7], STARTS[12]]
    for word, first, last in zip(words, firsts, lasts, strict=True):
        assert word.start_time == pytest.approx(first, abs=ROW_S)
        assert last < word.end_time < last + 0.3
        assert word.confidence > 0.9


@pytest.mark.parametrize("frames", [1, 2, 3, 15, 16, 17, 96, 100, FRAMES])
def test_emissions_are_those_of_the_encoder(model: Any, frames: int) -> None:
    """As many rows as frames / 2, rounded up, the first for the first frames."""
    samples = audio_of(frames=frames) if frames > 1 else np.zeros(9, np.int16)
    found = model.sttWithEmissions(samples)
    wanted = whole_probabilities(samples)
    assert wanted.shape[0] == -(-frames // SUBSAMPLING)
    np.testing.assert_allclose(found.emissions.probabilities, wanted, atol=1e-5)
    assert "".join(token.text for token in found.transcripts[0].tokens) == spelt(wanted)


@pytest.mark.parametrize("portion", [1, 333, 640, 5003, 100000])
def test_portions_do_not_matter(model: Any, audio: np.ndarray, whole: np.ndarray, portion: int) -> None:
    if portion == 1:
        audio = audio[: 40 * STEP]
        whole = whole_probabilities(audio)
    model.setKeepEmissions(True)
    stream = model.createStream()
    feed(stream, audio, portion)
    received = stream.finishStreamWithEmissions()
    together = model.sttWithMetadata(audio)
    np.testing.assert_array_equal(
        received.emissions.probabilities, model.sttWithEmissions(audio).emissions.probabilities
    )
    assert received.transcripts[0] == together.transcripts[0]
    assert "".join(token.text for token in together.transcripts[0].tokens) == spelt(whole)


def test_intermediate_results(model: Any, audio: np.ndarray, whole: np.ndarray, chunk: int) -> None:
    """After every chunk, the text of its rows is there, except for rows that wait for the look-ahead."""
    model.setKeepEmissions(True)
    stream = model.createStream()
    texts = set()
    for position in range(0, len(audio), 1111):
        portion = audio[position : position + 1111]
        stream.feedAudioContent(portion)
        fed = position + len(portion)
        windows = max(0, (fed - WINDOW) // STEP + 1)
        rows = max(0, (windows // chunk * chunk - LOOK_AHEAD) // SUBSAMPLING)
        assert stream.emissions().probabilities.shape == (rows, N_LABELS + 1)
        np.testing.assert_allclose(stream.emissions().probabilities, whole[:rows], atol=1e-5)
        assert stream.intermediateDecode() == (spelt(whole[:rows]) if rows else "")
        tokens = stream.intermediateDecodeWithMetadata().transcripts[0].tokens
        for token, start in zip(tokens, STARTS, strict=False):
            assert token.start_time == pytest.approx(start, abs=ROW_S)
        texts.add(stream.intermediateDecode())
    assert len(texts) > 5
    np.testing.assert_allclose(stream.emissions(3).probabilities, whole[3:rows], atol=1e-5)
    assert stream.finishStream() == TEXT


def test_flushing_is_finishing(model: Any, audio: np.ndarray) -> None:
    """Intermediate results at odd positions do not change the stream."""
    stream = model.createStream()
    texts = set()
    for position in range(0, len(audio), 2999):
        stream.feedAudioContent(audio[position : position + 2999])
        so_far = audio[: position + 2999]
        assert stream.intermediateDecodeFlushBuffers() == model.stt(so_far)
        flushed = stream.intermediateDecodeWithMetadataFlushBuffers().transcripts[0]
        assert flushed == model.sttWithMetadata(so_far).transcripts[0]
        texts.add(stream.intermediateDecodeFlushBuffers())
    assert len(texts) > 8
    assert stream.finishStream() == TEXT


def test_streams_side_by_side(model: Any, audio: np.ndarray) -> None:
    """Each has separate states."""
    shorter = audio_of(SCORE[5:9], 110)
    streams = [model.createStream() for _ in range(3)]
    recordings = [audio, shorter, audio]
    for position in range(0, len(audio), 777):
        for stream, recording in zip(streams, recordings, strict=True):
            if position < len(recording):
                stream.feedAudioContent(recording[position : position + 777])
    assert [stream.finishStream() for stream in streams] == [TEXT, "xab d", TEXT]


def test_trailing_silence(model: Any, audio: np.ndarray) -> None:
    """Seconds since the last tone, whether or not the model has spoken of its frames yet."""
    last = SCORE[-1][1] + 6  # frame
    stream = model.createStream()
    stream.feedAudioContent(audio[: last * STEP])
    assert stream.trailingSilence() < 0.2
    assert audio[(last + 1) * STEP :].any() == np.False_
    silence = np.zeros(STEP * 10, np.int16)
    for more in range(1, 12):
        stream.feedAudioContent(silence)
        assert stream.trailingSilence() == pytest.approx(more * 0.2, abs=0.1)
    assert stream.finishStream() == TEXT


def test_int8_weights(tmp_path: Path, audio: np.ndarray) -> None:
    path = export_tones(tmp_path, quantize=True)
    received = load_model(path, scorer=False).sttWithEmissions(audio).emissions.probabilities
    wanted = TfliteModel(path).probabilities(features_of(audio))
    np.testing.assert_allclose(received, wanted, atol=1e-4)


@pytest.mark.parametrize("kernels", ["xnnpack", "builtin"])
def test_kernels(
    path: Path, audio: np.ndarray, whole: np.ndarray, kernels: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DS_KERNELS", kernels)
    received = load_model(path, scorer=False).sttWithEmissions(audio).emissions.probabilities
    np.testing.assert_allclose(received, whole, atol=1e-4)


def test_threads(model: Any, audio: np.ndarray) -> None:
    """The program is compiled again in the middle of a stream, which keeps its states."""
    stream = model.createStream()
    stream.feedAudioContent(audio[:20000])
    model.setThreads(2)
    stream.feedAudioContent(audio[20000:])
    assert stream.finishStream() == TEXT


def test_program(path: Path, audio: np.ndarray, tmp_path: Path) -> None:
    recording = write_wav(tmp_path / "tones.wav", audio)
    plain = run("--model", path, "--audio", recording)
    assert plain.stdout.splitlines()[-1] == TEXT, plain.stderr
    words = json.loads(run("--model", path, "--audio", recording, "--json").stdout)["words"]
    assert [word["word"] for word in words] == TEXT.split()
    assert words[1]["time"] == pytest.approx(STARTS[5], abs=ROW_S)
    streamed = run("--model", path, "--audio", recording, "--stream", "1600")
    assert streamed.stdout.splitlines()[-1] == TEXT


def test_evaluation(path: Path, audio: np.ndarray, tmp_path: Path) -> None:
    recording = write_wav(tmp_path / "tones.wav", audio)
    manifest = tmp_path / "test.csv"
    manifest.write_text(f"wav_filename,wav_filesize,transcript\n{recording},99,{TEXT}\n{recording},99,cab\n")
    results = evaluate_exported(read_manifests([manifest]), ClientConfig(str(path), ""), threads=2)
    assert [(one.res, one.word_distance) for one in results] == [(TEXT, 0), (TEXT, 2)]


def test_inspect(path: Path, chunk: int) -> None:
    found = inspect(path)
    expected = {
        "encoder": "causal",
        "n_steps": chunk,
        "subsampling": SUBSAMPLING,
        "look_ahead": LOOK_AHEAD,
        "states": [
            "previous_frames->new_frames:float32[1,6,26]=0",
            "previous_position->new_position:int32[1,1]=-2",
        ],
        "n_context": 0,
        "n_features": 26,
        "n_outputs": N_LABELS + 1,
        "step_ms": 20,
    }
    assert {name: found[name] for name in expected} == expected
    assert "n_hidden" not in found
    assert found["operators"]["CAST"] == 1
    from tests.native.test_inspect import INSPECT

    told = subprocess.run([str(INSPECT), str(path)], capture_output=True, text=True, check=True).stdout
    assert "previous_position->new_position:int32[1,1]=-2" in told
