"""The program `deepspeech`: options, outputs, audio formats, messages, exit statuses."""

from __future__ import annotations

import json
import os
import struct
import subprocess
from pathlib import Path

import numpy as np
import pytest

from deepspeech._library import runtime_path, sndfile_path
from tests.native.client import (
    GOLDEN,
    MODEL,
    PROGRAM,
    ROOT,
    SCORER,
    need_client,
    recording,
    write_wav,
)

TEXT = "her king buys your bright friend"
WAV = GOLDEN / "wav" / "test0001.wav"


def run(*arguments: object, **environment: str) -> subprocess.CompletedProcess[str]:
    need_client()
    variables = {**os.environ, "DS_LITERT_LIBRARY": runtime_path() or "", **environment}
    if sndfile_path() is not None:
        variables.setdefault("DS_SNDFILE_LIBRARY", sndfile_path() or "")
    command = [str(PROGRAM), *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, env=variables, check=False, timeout=120)


def transcribe(audio: Path, *options: object) -> subprocess.CompletedProcess[str]:
    need_client()
    return run("--model", MODEL, "--scorer", SCORER, "--audio", audio, *options)


def output(audio: Path, *options: object) -> str:
    done = transcribe(audio, *options)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_version_and_help() -> None:
    version = (ROOT / "VERSION").read_text(encoding="utf-8").strip()
    for option in ("--version", "-v"):
        done = run(option)
        assert (done.returncode, done.stdout) == (0, f"DeepSpeech {version}\n")
    done = run("--help")
    assert done.returncode == 0
    assert "Usage:" in done.stdout
    assert done.stderr == f"DeepSpeech {version}\n"


@pytest.mark.parametrize("arguments", [[], ["--model", "x"], ["--audio", "x"], ["--nonsense"], ["x"]])
def test_wrong_usage(arguments: list[str]) -> None:
    done = run(*arguments)
    assert done.returncode == 1
    assert "Usage:" in done.stdout


def test_plain() -> None:
    done = transcribe(WAV)
    assert (done.returncode, done.stdout) == (0, TEXT + "\n")
    assert "TensorFlow: " in done.stderr
    assert "DeepSpeech: unknown" not in done.stderr


def test_extended_and_times() -> None:
    assert output(WAV, "--extended") == TEXT + "\n"
    first, second = output(WAV, "-t").splitlines()
    assert first == TEXT
    assert second.startswith("cpu_time_overall=")
    assert 0 < float(second.split("=")[1]) < 10


@pytest.mark.parametrize("option", ["--stream", "--extended_stream"])
def test_stream(option: str) -> None:
    lines = output(WAV, option, 1280).splitlines()
    assert lines[-1] == TEXT
    assert len(lines) > 3
    assert lines == sorted(lines, key=len)
    done = transcribe(WAV, option, 1000)
    assert (done.returncode, done.stdout) == (1, "Stream buffer size must be multiples of 160\n")


def test_json() -> None:
    text = output(WAV, "--json", "--candidate_transcripts", 2)
    assert text.startswith(
        '{\n"metadata":{"confidence":-20.7756},"words":[{"word":"her","time":0.1,"duration":0.14},'
    )
    received = json.loads(text)
    assert " ".join(word["word"] for word in received["words"]) == TEXT
    assert len(received["alternatives"]) == 1
    assert received["alternatives"][0]["metadata"]["confidence"] < received["metadata"]["confidence"]
    assert "alternatives" not in json.loads(output(WAV, "-j", "--candidate_transcripts", 1))
    silence = json.loads(output(WAV.parent / "test0001.wav", "-j", "--hot_words", "her:-100"))
    assert silence["words"][0]["word"] != "her"


def test_json_with_emissions() -> None:
    plain = json.loads(output(WAV, "--json"))
    received = json.loads(output(WAV, "--json", "--keep_emissions"))
    wanted = np.load(GOLDEN / "arrays" / f"{WAV.stem}.probs.npy")
    emissions, alphabet = np.array(received.pop("emissions")), received.pop("alphabet")
    assert received == plain
    assert (len(alphabet), alphabet[0], alphabet[-1]) == (29, " ", "")
    assert emissions.shape == (len(wanted) + 1, 29)  # the client sends the last, half-filled window, too
    np.testing.assert_allclose(emissions.sum(axis=1), 1, atol=1e-4)
    assert np.mean(emissions[:64].argmax(axis=1) == wanted[:64].argmax(axis=1)) > 0.9  # wanted: of float32


def test_directory(tmp_path: Path) -> None:
    need_client()
    for name in ("test0004.wav", "test0001.wav"):
        (tmp_path / name).write_bytes((GOLDEN / "wav" / name).read_bytes())
    (tmp_path / "notes.txt").write_text("no audio")
    assert output(tmp_path).splitlines() == [
        f"Running on directory {tmp_path}",
        f"> {tmp_path}/test0001.wav",
        TEXT,
        f"> {tmp_path}/test0004.wav",
        "please close her brother",
    ]
    (tmp_path / "broken.wav").write_bytes(b"RIFF")
    done = transcribe(tmp_path)
    assert done.returncode == 1
    assert f"Could not read audio file {tmp_path}/broken.wav: " in done.stderr
    assert done.stdout.count(TEXT) == 1


def test_directory_of_other_formats(tmp_path: Path) -> None:
    soundfile = pytest.importorskip("soundfile")
    need_client()
    soundfile.write(tmp_path / "a.flac", recording("test0001.wav"), 16000)
    soundfile.write(tmp_path / "b.ogg", recording("test0001.wav"), 16000)
    lines = output(tmp_path).splitlines()
    assert lines[1:3] == [f"> {tmp_path}/a.flac", TEXT]
    assert lines[3] == f"> {tmp_path}/b.ogg"
    assert len(lines) == 5


def test_from_bytes(tmp_path: Path) -> None:
    assert output(WAV, "--init_from_bytes", "--json") == output(WAV, "--json")
    done = run("--model", tmp_path / "no", "--audio", WAV, "--init_from_bytes")
    assert done.returncode == 1
    assert "Could not create model: Missing model information." in done.stderr
    scorer = tmp_path / "no.scorer"
    done = run("--model", MODEL, "--scorer", scorer, "--audio", WAV, "--init_from_bytes")
    assert done.returncode == 1
    assert "Could not enable external scorer." in done.stderr


def test_weights_apart() -> None:
    """Each weight keeps the package's value if only the other is given."""
    confidence = [
        json.loads(output(WAV, "-j", *options))["metadata"]["confidence"]
        for options in ([], ["--lm_alpha", 0.931289], ["--lm_beta", 1.183413], ["-c", 2], ["-d", 3])
    ]
    assert confidence[:3] == pytest.approx([-20.7756] * 3, abs=1e-3)
    assert abs(confidence[3] - confidence[0]) > 0.1
    assert abs(confidence[4] - confidence[0]) > 0.1


def test_hot_words() -> None:
    assert output(WAV, "--hot_words", "foo:0.0,bar:-0.1") == TEXT + "\n"
    for words in ("foo:abc", "foo", ":1", "foo:1,", "foo:1,foo:2", "foo:--1"):
        done = transcribe(WAV, "--hot_words", words)
        assert done.returncode == 1, words
        assert "Could not enable hot-word." in done.stderr


def test_failures(tmp_path: Path) -> None:
    need_client()
    for options, message in (
        (["--model", "", "--audio", WAV], "Could not create model: Missing model information."),
        (["--model", tmp_path / "no", "--audio", WAV], "Could not create model: Failed to initialize memory"),
        (
            ["--model", MODEL, "--scorer", tmp_path / "no", "--audio", WAV],
            "Could not enable external scorer.",
        ),
        (["--model", MODEL, "--audio", tmp_path / "no.wav"], "Could not read audio file"),
        (["--model", MODEL, "--audio", WAV, "--hot_words", "a:1"], "External scorer is not enabled."),
        (["--model", MODEL, "--audio", WAV, "--beam_width", "0"], "--beam_width must be"),
        (["--model", MODEL, "--audio", WAV, "--lm_alpha", "much"], "--lm_alpha must be a number"),
    ):
        done = run(*options)
        assert done.returncode == 1, options
        assert message in done.stderr


def resample_8k(samples: np.ndarray) -> np.ndarray:
    spectrum = np.fft.rfft(samples.astype(float))[: len(samples) // 4 + 1]
    return np.clip(np.fft.irfft(spectrum) / 2, -32768, 32767).astype(np.int16)


def test_sample_formats(tmp_path: Path) -> None:
    """The same recording in every sample format gives the same transcript."""
    need_client()
    samples = recording("test0001.wav")
    unit = samples / 32768
    padded = np.zeros((len(samples), 4), np.uint8)
    padded[:, 2:] = samples.astype("<i2").view(np.uint8).reshape(-1, 2)
    forms = {
        (1, 8): np.round(unit * 128 + 128).clip(0, 255).astype(np.uint8),
        (1, 24): padded[:, 1:].copy(),
        (1, 32): samples.astype("<i4") * 65536,
        (3, 32): unit.astype("<f4"),
        (3, 64): unit.astype("<f8"),
    }
    for (coding, bits), data in forms.items():
        for extensible in (False, True):
            path = tmp_path / f"{coding}-{bits}-{extensible}.wav"
            path.write_bytes(riff(coding, bits, data.tobytes(), extensible=extensible))
            words = output(path).split()
            # 8 bits are noisy: one word may be another.
            differing = sum(a != b for a, b in zip(words, TEXT.split(), strict=False))
            assert differing <= (2 if bits == 8 else 0), path


def riff(
    coding: int, bits: int, data: bytes, *, extensible: bool = False, length: int | None = None
) -> bytes:
    block = bits // 8
    form = struct.pack("<HHIIHH", 0xFFFE if extensible else coding, 1, 16000, 16000 * block, block, bits)
    if extensible:
        form += struct.pack("<HHIH", 22, bits, 4, coding) + bytes.fromhex("000000001000800000aa00389b71")
    header = b"WAVEfmt " + struct.pack("<I", len(form)) + form + b"LIST" + struct.pack("<I", 3) + b"abc\0"
    size = len(data) if length is None else length
    return (
        b"RIFF"
        + struct.pack("<I", len(header) + 8 + len(data))
        + header
        + b"data"
        + struct.pack("<I", size)
        + data
    )


def test_lengths_in_headers(tmp_path: Path) -> None:
    need_client()
    data = recording("test0001.wav").tobytes()
    piped = tmp_path / "piped.wav"
    for unknown in (0xFFFFFFFF, 0x7FFFF000):
        piped.write_bytes(riff(1, 16, data, length=unknown))
        assert output(piped) == TEXT + "\n"
    piped.write_bytes(riff(1, 16, data, length=len(data)) + b"trailing chunk")
    assert output(piped) == TEXT + "\n"
    short = tmp_path / "short.wav"
    short.write_bytes(riff(1, 16, data)[:-1000])
    done = transcribe(short)
    assert done.returncode == 1
    assert f"Could not read audio file {short}: it is cut short: {len(data)} bytes" in done.stderr
    for size in (0, 3, 11, 12, 30, 50):
        short.write_bytes(riff(1, 16, data)[:size])
        done = transcribe(short)
        assert done.returncode == 1
        assert f"Could not read audio file {short}: " in done.stderr


def test_rates_and_channels(tmp_path: Path) -> None:
    need_client()
    samples = recording("test0001.wav")
    stereo = write_wav(tmp_path / "stereo.wav", np.repeat(samples, 2), 16000, channels=2)
    assert output(stereo) == TEXT + "\n"
    # One channel silent: half as loud.
    half = write_wav(tmp_path / "half.wav", np.stack([samples, samples * 0], 1), 16000, channels=2)
    assert len(output(half).split()) == len(TEXT.split())
    high = write_wav(tmp_path / "48k.wav", upsample(samples, 3), 48000)
    assert output(high) == TEXT + "\n"
    done = transcribe(write_wav(tmp_path / "8k.wav", resample_8k(samples), 8000))
    assert done.returncode == 0
    assert "Warning: original sample rate (8000) is lower than 16000 Hz." in done.stderr
    assert "erratic speech recognition" in done.stderr


def upsample(samples: np.ndarray, factor: int) -> np.ndarray:
    spectrum = np.zeros(len(samples) * factor // 2 + 1, complex)
    half = np.fft.rfft(samples.astype(float))
    spectrum[: len(half)] = half
    return np.clip(np.fft.irfft(spectrum) * factor, -32768, 32767).astype(np.int16)


@pytest.mark.parametrize(
    ("extension", "subtype", "wrong"),
    [("flac", "PCM_16", 0), ("ogg", "VORBIS", 1), ("mp3", "MPEG_LAYER_III", 1)],
)
def test_compressed(tmp_path: Path, extension: str, subtype: str, wrong: int) -> None:
    """What loses nothing gives the very text; what an encoder loses may cost a word."""
    soundfile = pytest.importorskip("soundfile")
    need_client()
    path = tmp_path / f"audio.{extension}"
    soundfile.write(path, recording("test0001.wav"), 16000, subtype=subtype, format=extension.upper())
    received = output(path)
    pairs = list(zip(received.split(), TEXT.split(), strict=True))
    assert sum(word != right for word, right in pairs) <= wrong
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    if extension == "flac":
        done = transcribe(path)
        assert done.returncode == 1
        assert f"Could not read audio file {path}: " in done.stderr


def test_without_libsndfile(tmp_path: Path) -> None:
    need_client()
    path = tmp_path / "audio.flac"
    path.write_bytes(b"fLaC" + bytes(100))
    done = run("--model", MODEL, "--audio", path, DS_SNDFILE_LIBRARY="")
    assert done.returncode == 1
    reason = done.stderr.replace(str(path), "")  # the folder has the name of this test
    if "libsndfile" not in reason:
        pytest.skip("libsndfile is installed on this system")
    assert "apt install libsndfile1" in reason


def test_a_reason_ends_in_one_full_stop(tmp_path):
    """libsndfile's reasons have a full stop of their own."""
    (tmp_path / "noise.flac").write_bytes(bytes(range(256)) * 20)
    done = transcribe(tmp_path / "noise.flac")
    assert done.returncode == 1
    last = done.stderr.splitlines()[-1]
    assert last.startswith("Could not read audio file") and last.endswith(".") and not last.endswith("..")
