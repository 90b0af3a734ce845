"""Options that a program does not know, or without their value, are named in valid UTF-8."""

from __future__ import annotations

import subprocess

import pytest

from tests.native.client import PROGRAM, need_client

PROGRAMS = ("deepspeech", "deepspeech-inspect", "deepspeech-convert", "generate_scorer_package")


@pytest.mark.parametrize("program", PROGRAMS)
@pytest.mark.parametrize("option", [b"--no_such_option", b"--\xe9", b"-\xe9", b"-X"])
def test_unknown_options(program: str, option: bytes) -> None:
    need_client()
    done = subprocess.run([PROGRAM.with_name(program), option], capture_output=True, check=False)
    assert done.returncode not in (0, -11, -6)
    first = (done.stderr.decode()).splitlines()[0]
    assert first == (
        "E expected one of the options below, with its value. Received: "
        + option.replace(b"\xe9", "\ufffd".encode()).decode()
    )


def test_an_option_without_its_value() -> None:
    need_client()
    done = subprocess.run([PROGRAM, "--model"], capture_output=True, check=False, text=True)
    assert done.returncode == 1
    assert done.stderr.splitlines()[0].endswith("Received: --model")
