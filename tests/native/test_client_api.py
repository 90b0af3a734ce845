"""The Python face of the client: chunks, threads, settings, errors, bad files."""

from __future__ import annotations

import ctypes
import os
import random
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from deepspeech._library import native_library
from tests.native.client import CLIENT, MODEL, SCORER, load_model, need_client, recording
from tests.sets import GOLDEN, utterances


@pytest.fixture(scope="module")
def model() -> Any:
    return load_model()


@pytest.fixture(scope="module")
def samples() -> np.ndarray:
    need_client()
    return recording("test0001.wav")


def transcribe_in_chunks(model: Any, samples: np.ndarray, sizes: list[int]) -> Any:
    stream = model.createStream()
    position = 0
    for size in sizes:
        stream.feedAudioContent(samples[position : position + size])
        position += size
    stream.feedAudioContent(samples[position:])
    return stream.finishStreamWithMetadata(2)


def test_chunks_do_not_matter(model: Any, samples: np.ndarray) -> None:
    whole = model.sttWithMetadata(samples, 2)
    assert len(whole.transcripts) == 2
    generator = random.Random(7)
    irregular = [generator.choice([0, 1, 2, 159, 160, 511, 512, 513, 5000]) for _ in range(40)]
    for sizes in ([1] * 3000, [320] * 90, [len(samples)], irregular):
        assert transcribe_in_chunks(model, samples, sizes) == whole


def test_streams_of_one_model_do_not_mix(model: Any) -> None:
    need_client()
    recordings = [recording("test0001.wav"), recording("test0004.wav")]
    wanted = [model.stt(samples) for samples in recordings]
    streams = [model.createStream() for _ in recordings]
    for begin in range(0, max(map(len, recordings)), 1000):
        for stream, audio in zip(streams, recordings, strict=True):
            stream.feedAudioContent(audio[begin : begin + 1000])
    assert [stream.finishStream() for stream in streams] == wanted


def test_threads_give_the_serial_results(model: Any) -> None:
    need_client()
    names = [f"{name}.wav" for name in utterances(GOLDEN)]
    wanted = {name: model.stt(recording(name)) for name in names}
    received: dict[str, str] = {}

    def run(name: str) -> None:
        stream = model.createStream()
        audio = recording(name)
        for begin in range(0, len(audio), 700):
            stream.feedAudioContent(audio[begin : begin + 700])
        received[name] = stream.finishStream()

    threads = [threading.Thread(target=run, args=(name,)) for name in names]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert received == wanted


def test_settings(samples: np.ndarray) -> None:
    model = load_model(scorer=False)
    assert model.sampleRate() == 16000
    assert model.beamWidth() == 500
    assert model.setBeamWidth(42) == 0
    assert model.beamWidth() == 42
    assert model.disableExternalScorer() == model.setScorerAlphaBeta(1.0, 1.0) == 0x2004
    for call, name in (
        (lambda: model.addHotWord("dog", 1.0), "AddHotWord"),
        (lambda: model.eraseHotWord("dog"), "EraseHotWord"),
        (model.clearHotWords, "ClearHotWords"),
    ):
        message = rf"^{name} failed with 'External scorer is not enabled.' \(0x2004\)$"
        with pytest.raises(RuntimeError, match=message):
            call()
    model.enableExternalScorer(SCORER)
    model.addHotWord("dog", 1.0)
    with pytest.raises(RuntimeError, match="0x3008"):
        model.addHotWord("dog", 2.0)
    model.eraseHotWord("dog")
    with pytest.raises(RuntimeError, match="0x3010"):
        model.eraseHotWord("dog")
    assert model.disableExternalScorer() == 0
    assert model.disableExternalScorer() == 0x2004


def test_weights_one_at_a_time(samples: np.ndarray) -> None:
    def confidence(alpha: float, beta: float) -> float:
        model = load_model()
        assert model.setScorerAlphaBeta(alpha, beta) == 0
        return model.sttWithMetadata(samples).transcripts[0].confidence

    package = (0.931289, 1.183413)
    assert confidence(float("nan"), 3.0) == pytest.approx(confidence(package[0], 3.0), abs=1e-3)
    assert confidence(2.0, float("nan")) == pytest.approx(confidence(2.0, package[1]), abs=1e-3)
    assert confidence(2.0, 3.0) != pytest.approx(confidence(*package), abs=0.1)


def test_a_stream_ends_once(model: Any, samples: np.ndarray) -> None:
    stream = model.createStream()
    stream.finishStream()
    for call, verb in (
        (lambda: stream.feedAudioContent(samples), "feed"),
        (stream.intermediateDecode, "decode"),
        (stream.finishStream, "finish"),
        (stream.freeStream, "free"),
    ):
        message = rf"^Stream object is not valid. Trying to {verb} an already finished stream\?$"
        with pytest.raises(RuntimeError, match=message):
            call()


def test_context_managers_free() -> None:
    model = load_model()
    stream = model.createStream()
    with model, model.createStream() as other:
        other.feedAudioContent(np.zeros(800, np.int16))
    with pytest.raises(RuntimeError, match="closed"):
        model.stt(np.zeros(800, np.int16))
    stream.feedAudioContent(np.zeros(8000, np.int16))  # a running stream continues
    assert stream.finishStream() == ""


@pytest.mark.parametrize(
    "audio", [np.zeros(4, np.float32), np.zeros((2, 2), np.int16), np.zeros(4, np.uint16)]
)
def test_only_int16_is_taken(model: Any, audio: np.ndarray) -> None:
    with pytest.raises(ValueError, match="int16 samples"):
        model.stt(audio)


def test_no_audio_is_an_empty_text(model: Any) -> None:
    assert model.stt(np.array([], np.int16)) == model.stt([]) == ""
    assert len(model.sttWithMetadata(np.array([], np.int16), 3).transcripts) >= 1


def test_samples_are_not_copied(model: Any, samples: np.ndarray) -> None:
    from deepspeech import _arguments

    array = np.array(samples)
    pointer, size, _ = _arguments.samples(array)
    assert ctypes.cast(pointer, ctypes.c_void_p).value == array.ctypes.data
    assert size == len(array)
    assert model.stt(np.repeat(samples, 2)[::2]) == model.stt(samples)  # gaps between the samples


def create_status(path: Path) -> str:
    """Status in the error of a model that cannot be loaded, from a separate process: it may crash."""
    code = (
        "import sys, deepspeech\n"
        "try: deepspeech.Model(sys.argv[1])\n"
        "except RuntimeError as error: print(str(error)[-7:-1])\n"
        "else: print('loaded')\n"
    )
    environment = {**os.environ, "PYTHONPATH": str(CLIENT.parent)}
    done = subprocess.run(
        [sys.executable, "-c", code, str(path)], capture_output=True, text=True, env=environment, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_model_files_that_are_none(tmp_path: Path) -> None:
    need_client()
    from deepspeech import Model

    garbage = tmp_path / "garbage.tflite"
    garbage.write_bytes(b"\x20\x00\x00\x00TFL3" + bytes(range(256)) * 8)
    text = tmp_path / "text.tflite"
    text.write_text("This is not a model, " * 100)
    empty = tmp_path / "empty.tflite"
    empty.touch()
    for path, status in (
        ("", "0x1000"),
        (tmp_path / "absent.tflite", "0x3000"),
        (tmp_path, "0x3000"),
        (empty, "0x3000"),
        (text, "0x3000"),
        (garbage, "0x3002"),
    ):
        with pytest.raises(RuntimeError, match=f"^CreateModel failed with '.*' \\({status}\\)$"):
            Model(path)


@pytest.mark.parametrize("fraction", [0.01, 0.1, 0.5, 0.9, 0.999])
def test_truncated_model(tmp_path: Path, fraction: float) -> None:
    need_client()
    whole = MODEL.read_bytes()
    path = tmp_path / "short.tflite"
    path.write_bytes(whole[: int(len(whole) * fraction)])
    assert create_status(path) == "0x3002"


@pytest.mark.parametrize(
    ("old", "new", "status"),
    [
        (b"metadata_version\0", b"metadata_Version\0", "0x2003"),
        (b"metadata_alphabet\0", b"metadata_Alphabet\0", "0x2003"),
        (b"input_node\0", b"input_Node\0", "0x2001"),
        (b"new_state_c\0", b"new_State_c\0", "0x2001"),
        (b"AudioSpectrogram\0", b"AudioSpectrograM\0", "0x3002"),
    ],
)
def test_model_without_a_part(tmp_path: Path, old: bytes, new: bytes, status: str) -> None:
    need_client()
    whole = MODEL.read_bytes()
    assert old in whole
    path = tmp_path / "changed.tflite"
    path.write_bytes(whole.replace(old, new))
    assert create_status(path) == status


def test_flipped_bytes_do_not_crash(tmp_path: Path) -> None:
    """Damage anywhere in the structure gives a status or a working model, in a process that survives it."""
    need_client()
    whole = MODEL.read_bytes()
    code = (
        "import sys, pathlib, random, deepspeech, numpy\n"
        "whole = pathlib.Path(sys.argv[1]).read_bytes()\n"
        "path = pathlib.Path(sys.argv[2])\n"
        "generator = random.Random(1)\n"
        "for _ in range(150):\n"
        "    data = bytearray(whole)\n"
        "    for _ in range(generator.choice([1, 1, 4])):\n"
        "        data[generator.randrange(len(data))] = generator.randrange(256)\n"
        "    path.write_bytes(data)\n"
        "    try: deepspeech.Model(path).stt(numpy.zeros(9000, numpy.int16))\n"
        "    except RuntimeError: pass\n"
        "print('survived')\n"
    )
    assert len(whole) > 100000
    environment = {**os.environ, "PYTHONPATH": str(CLIENT.parent)}
    done = subprocess.run(
        [sys.executable, "-c", code, str(MODEL), str(tmp_path / "damaged.tflite")],
        capture_output=True,
        text=True,
        env=environment,
        check=False,
    )
    assert done.stdout.strip() == "survived", done.stderr[-2000:]


def test_scorers_that_are_none(tmp_path: Path) -> None:
    model = load_model(scorer=False)
    short = tmp_path / "short.scorer"
    short.write_bytes(SCORER.read_bytes()[:5000])
    text = tmp_path / "text.scorer"
    text.write_text("no scorer")
    for path in (tmp_path / "absent.scorer", tmp_path, short, text):
        message = r"^EnableExternalScorer failed with 'Invalid scorer file.' \(0x2002\)$"
        with pytest.raises(RuntimeError, match=message):
            model.enableExternalScorer(path)
    assert model.disableExternalScorer() == 0x2004


def test_runtime_that_is_missing_or_too_old(tmp_path: Path) -> None:
    need_client()
    environment = {**os.environ, "PYTHONPATH": str(CLIENT.parent)}
    other = "kernel32.dll" if sys.platform == "win32" else "libm.so.6"
    code = f"import deepspeech; deepspeech.Model({str(MODEL)!r})"
    for library, reason in (
        (other, "older than version 2.2"),
        (str(tmp_path), "Cannot use the LiteRT"),
    ):
        environment["DS_LITERT_LIBRARY"] = library
        done = subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, env=environment, check=False
        )
        assert reason in done.stderr
        assert 'pip install "ai-edge-litert>=2.2,<3"' in done.stderr
        assert f"path of its {native_library(CLIENT, 'libLiteRt').name}." in done.stderr
        assert "'Interpreter failed.' (0x3002)" in done.stderr
