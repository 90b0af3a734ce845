"""training/english: text for the scorer, and the length of the learning-rate schedule."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.sets import ROOT
from training.english.overlap import kept_lines
from training.english.steps import steps


def test_lines_that_share_six_words_are_removed() -> None:
    transcripts = ["the cat sat on the mat today", "a short one"]
    lines = [
        "yesterday the cat sat on the mat again",  # six words
        "the cat sat on the chair",  # five
        "a short one",
        "sat on the mat today and then",  # five
    ]
    assert list(kept_lines(lines, transcripts)) == lines[1:]


def test_command(tmp_path: Path) -> None:
    manifest = tmp_path / "test.csv"
    manifest.write_text(
        "wav_filename,wav_filesize,transcript\na.wav,1,one two three four five six\n", "utf-8"
    )
    done = subprocess.run(
        [sys.executable, "-m", "training.english.overlap", str(manifest)],
        input="zero one two three four five six seven\nnaïve words\n", capture_output=True, text=True,
        encoding="utf-8", cwd=ROOT, check=True,
    )  # fmt: skip
    assert done.stdout == "naïve words\n"
    assert "1 of 2 lines" in done.stderr


def test_steps_of_a_training() -> None:
    assert steps(32_000 * 600, batch_seconds=60, epochs=3) == 30
    assert steps(1, batch_seconds=60, epochs=2) == 2
