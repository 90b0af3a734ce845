"""The LibriSpeech recipe's further speech, and digits in the voices of flite."""

from __future__ import annotations

import csv
import os
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import soundfile

from training.digits.synthetic import FliteDigits
from training.librispeech.more_speech import pieces

ROOT = Path(__file__).parents[2]
RATE_HZ = 16000

need_flite = pytest.mark.skipif(shutil.which("flite") is None, reason="flite is not installed")


def make(
    out: Path, data: Path, *more: str, environment: dict[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "training.librispeech.more_speech", str(out), "--recordings", str(data)]
    return subprocess.run(
        [*command, *more], cwd=ROOT, capture_output=True, text=True, check=False, timeout=120, env=environment
    )


@pytest.fixture
def recordings(tmp_path: Path) -> Path:
    noise = np.random.default_rng(0).normal(0, 0.1, RATE_HZ).astype(np.float32)
    (tmp_path / "data").mkdir()
    soundfile.write(tmp_path / "data" / "a.wav", noise, RATE_HZ)
    path = tmp_path / "data" / "train.csv"
    path.write_text("wav_filename,wav_filesize,transcript\na.wav,32044,one two\n")
    return path


def test_pieces_are_words_of_the_lines() -> None:
    lines = [
        "It's ten o'clock, said Mr. Bell -- in 1884!",
        "no",
        "A very much longer line than the others are",
    ]
    found = list(pieces(lines, 200, np.random.default_rng(0)))
    assert len(found) == 200
    words = {"it's", "ten", "o'clock", "said", "mr", "bell", "in", *lines[2].lower().split()}
    for text in found:
        assert 2 <= len(text.split()) <= 12
        assert set(text.split()) <= words


def test_recordings_and_sentences_are_made_twice_alike(tmp_path: Path, recordings: Path) -> None:
    pytest.importorskip("espeakng_loader")
    (tmp_path / "text.txt").write_text("the first line of a text\nand here is another one\n")
    share = "0.5" if shutil.which("flite") else "0"
    more = ["--copies", "3", "--text", str(tmp_path / "text.txt"), "--sentences", "4", "--flite", share]
    for name in ("first", "second"):
        done = make(tmp_path / name, recordings, *more)
        assert done.returncode == 0, done.stderr
    with open(tmp_path / "first" / "train.csv", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["transcript"] for row in rows[:4]] == ["one two"] * 4
    assert len(rows) == 8
    for row in rows[1:]:
        path = Path(row["wav_filename"])
        assert path.stat().st_size == int(row["wav_filesize"])
        assert path.read_bytes() == (tmp_path / "second" / path.name).read_bytes()
        assert 0.3 < soundfile.info(path).duration < 8


def test_without_flite(tmp_path: Path, recordings: Path) -> None:
    (tmp_path / "text.txt").write_text("a line\n")
    nowhere = {**os.environ, "PATH": str(tmp_path)}
    done = make(tmp_path / "out", recordings, "--text", str(tmp_path / "text.txt"), environment=nowhere)
    assert done.returncode == 1
    assert done.stderr.startswith("E flite is not installed: apt-get install flite")


@need_flite
def test_digits_of_flite() -> None:
    flite = FliteDigits(ways=2)
    first = flite.say_digits("four two", np.random.default_rng(3))
    assert first.dtype == np.float32 and 0.6 < len(first) / RATE_HZ < 3
    assert np.abs(first).max() > 0.05
    again = FliteDigits(ways=2).say_digits("four two", np.random.default_rng(3))
    np.testing.assert_array_equal(first, again)
