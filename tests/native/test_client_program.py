"""The program `deepspeech`: options, outputs, audio formats, messages, exit statuses."""

from __future__ import annotations

import json
import os
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
    only_posix,
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


@only_posix
def test_results_that_cannot_be_written() -> None:
    """A full disk must not look like success."""
    need_client()
    variables = {**os.environ, "DS_LITERT_LIBRARY": runtime_path() or ""}
    inspect = PROGRAM.with_name("deepspeech-inspect")
    for command in (
        [PROGRAM, "--model", MODEL, "--audio", WAV, "--json"],
        [PROGRAM, "--help"],
        [inspect, MODEL],
    ):
        with open("/dev/full", "w") as full:
            done = subprocess.run(
                list(map(str, command)),
                stdout=full,
                stderr=subprocess.PIPE,
                text=True,
                env=variables,
                check=False,
            )
        assert done.returncode == 1
        assert "E standard output cannot be written: No space left on device" in done.stderr


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


def test_from_bytes(tmp_path: Path) -> None:
    assert output(WAV, "--init_from_bytes", "--json") == output(WAV, "--json")


@only_posix
def test_init_from_bytes_says_why_a_file_cannot_be_read(tmp_path: Path) -> None:
    missing = tmp_path / "no"
    large = tmp_path / "large"
    with large.open("wb") as file:
        file.truncate(1 << 32)  # sparse
    for path, reason in (
        (missing, "No such file or directory"),
        (tmp_path, "it is a folder"),
        (large, "expected at most 4294967295 bytes. Received: 4294967296"),
    ):
        done = run("--model", path, "--audio", WAV, "--init_from_bytes")
        assert done.returncode == 1
        assert f"Model {path} cannot be read: {reason}\nCould not create model: " in done.stderr
        done = run("--model", MODEL, "--scorer", path, "--audio", WAV, "--init_from_bytes")
        assert done.returncode == 1
        assert f"Scorer {path} cannot be read: {reason}\nCould not enable external scorer: " in done.stderr


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
        assert "Could not enable hot-word: " in done.stderr


def test_failures(tmp_path: Path) -> None:
    need_client()
    for options, message in (
        (["--model", "", "--audio", WAV], "Could not create model: Missing model information."),
        (["--model", tmp_path / "no", "--audio", WAV], "Could not create model: Failed to initialize memory"),
        (
            ["--model", MODEL, "--scorer", tmp_path / "no", "--audio", WAV],
            "Could not enable external scorer: ",
        ),
        (["--model", MODEL, "--audio", tmp_path / "no.wav"], "Could not read audio file"),
        (["--model", MODEL, "--audio", WAV, "--hot_words", "a:1"], "External scorer is not enabled."),
        (["--model", MODEL, "--audio", WAV, "--beam_width", "0"], "--beam_width must be"),
        (["--model", MODEL, "--audio", WAV, "--lm_alpha", "much"], "--lm_alpha must be a number"),
    ):
        done = run(*options)
        assert done.returncode == 1, options
        assert message in done.stderr
