"""`python -m deepspeech.microphone` on recorded speech."""

from __future__ import annotations

import subprocess
import sys

import numpy as np

from tests.native.client import MODEL, SCORER, need_client, recording


def listen(samples: np.ndarray, *options: object) -> subprocess.CompletedProcess[bytes]:
    need_client()
    need_client()
    command = [sys.executable, "-m", "deepspeech.microphone", "--model", MODEL, *options]
    return subprocess.run(
        [str(part) for part in command],
        input=samples.tobytes(),
        capture_output=True,
        check=False,
        timeout=120,
    )


def test_a_pause_ends_a_sentence() -> None:
    need_client()
    pause = np.random.default_rng(0).normal(0, 20, 32000).astype(np.int16)
    spoken = [pause[:8000], recording("test0000.wav"), pause, recording("test0001.wav"), pause]
    done = listen(np.concatenate(spoken), "--scorer", SCORER, "--stdin")
    assert done.returncode == 0, done.stderr.decode()
    lines = done.stdout.decode().splitlines()
    assert lines == ["two nine six four", "her king buys your bright friend"]


def test_the_end_of_the_input_ends_a_sentence() -> None:
    need_client()
    done = listen(recording("test0000.wav"), "--scorer", SCORER, "--stdin")
    assert (done.returncode, done.stdout.decode()) == (0, "two nine six four\n")
    assert listen(np.zeros(0, np.int16), "--stdin").returncode == 0


def test_without_a_microphone_it_says_what_to_do() -> None:
    done = listen(np.zeros(0, np.int16), "--device", "no such device")
    assert done.returncode == 1
    assert b"sounddevice" in done.stderr and b"arecord" in done.stderr and b"Traceback" not in done.stderr
    assert listen(np.zeros(0, np.int16), "--stdin", "--scorer", "/nonexistent").returncode == 1
