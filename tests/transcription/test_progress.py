"""The progress of `python -m deepspeech_tf.transcribe`: a bar on a terminal, lines elsewhere."""

from __future__ import annotations

import errno
import fcntl
import os
import pty
import re
import struct
import subprocess
import sys
import termios

import pytest

from deepspeech_tf.commandline import transcribe_command
from deepspeech_tf.transcription.run import Progress
from tests.sets import ROOT
from tests.speech.recordings import joined, write_wav

COMMAND = [sys.executable, "-m", "deepspeech_tf.transcribe", "--processes", "1"]
BAR = re.compile(
    r" *(?P<percent>\d+)%\|(?P<bar>[^|]*)\| (?P<done>\d+)/(?P<total>[\d.]+) s of audio, "
    r"(?P<left>\d\d:\d\d|\?) left, real-time factor (?P<factor>\d+\.\d{3})"
)
UNKNOWN = re.compile(r"(?<=\r)(\d+) s of audio, real-time factor \d+\.\d{3}")


def on_terminal(command: list[str], audio: bytes = b"") -> tuple[int, str]:
    """Runs a command with a terminal of 120 columns as standard error; returns status and what it showed."""
    screen, inside = pty.openpty()
    fcntl.ioctl(inside, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 120, 0, 0))
    with subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=inside
    ) as process:
        os.close(inside)
        process.stdin.write(audio)
        process.stdin.close()
        shown = b""
        while True:
            try:
                part = os.read(screen, 65536)
            except OSError as error:  # what Linux says when the other side is closed
                assert error.errno == errno.EIO
                break
            if not part:
                break
            shown += part
    os.close(screen)
    return process.returncode, shown.decode()


def test_bar_on_a_terminal(tmp_path) -> None:
    path = write_wav(tmp_path / "long.wav", joined([0.8] * 12)[0])
    status, shown = on_terminal([*COMMAND, str(path), "--output_dir", str(tmp_path / "out")])
    assert status == 0, shown
    bars = [found for part in shown.split("\r") if (found := BAR.search(part))]
    assert len(bars) >= 3, shown
    done = [int(bar["done"]) for bar in bars]
    assert done == sorted(done) and done[-1] > done[0]
    assert {bar["total"] for bar in bars} == {bars[0]["total"]}
    assert int(bars[-1]["percent"]) == 100 and bars[-1]["left"] == "00:00"
    assert any(float(bar["factor"]) > 0 for bar in bars)
    assert any(0 < int(bar["percent"]) < 100 and bar["left"] != "?" for bar in bars)
    assert all(len(line) <= 120 for part in shown.split("\r") for line in part.split("\n"))
    assert "I 1 recording: " in shown.split("\n")[-2]


def test_bar_for_a_recording_of_unknown_length(tmp_path) -> None:
    path = write_wav(tmp_path / "a.wav", joined([0.8] * 4)[0])
    status, shown = on_terminal([*COMMAND, "-", "--dst", "-"], path.read_bytes())
    assert status == 0, shown
    assert int(UNKNOWN.findall(shown)[-1]) > 0
    assert "%|" not in shown and " left" not in shown


def test_no_bar_without_a_terminal(tmp_path) -> None:
    path = write_wav(tmp_path / "a.wav", joined([0.8])[0])
    done = subprocess.run([*COMMAND, str(path)], cwd=ROOT, capture_output=True, check=False)
    assert done.returncode == 0
    assert b"\r" not in done.stderr and b"\x1b" not in done.stderr and b"%|" not in done.stderr


@pytest.mark.parametrize(
    ("total_s", "line"),
    [
        (40.0, r"I 10 of 40 s, \d+ s left, real-time factor \d+\.\d{3}"),
        (None, r"I 10 s, real-time factor .*"),
    ],
)
def test_lines_without_a_terminal(total_s, line, monkeypatch, capsys) -> None:
    monkeypatch.setattr(transcribe_command, "_LINE_S", 0)
    with transcribe_command._Bar() as bar:
        bar.show(Progress(10.0, total_s))
        bar.show(Progress(20.0, total_s, 5.0))
    printed = capsys.readouterr().err.splitlines()
    assert len(printed) == 2
    assert re.fullmatch(line, printed[0])
