"""Bad data ends a run before it begins, naming file and row; odd but good data trains."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.commandline.corpus import write_corpus
from tests.commandline.test_train_command import arguments, curve, run


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("bad")
    write_corpus(folder, "dev", 3, 1)
    write_corpus(folder, "good", 4, 2)
    return folder


def test_every_bad_row_is_named(folder: Path, tmp_path: Path) -> None:
    (folder / "noise.wav").write_bytes(b"this is not audio")
    (folder / "empty.wav").write_bytes(b"")
    rows = [
        "wav_filename,wav_filesize,transcript",
        "good/000.wav,1,yes",
        "missing.wav,2,yes",
        "noise.wav,3,yes",
        "empty.wav,4,yes",
        "good/001.wav,5,naïve",
        f"good/002.wav,6,{'too long ' * 40}",
    ]
    (folder / "train.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    result = run("train", *arguments(folder, tmp_path))
    assert result.returncode == 1
    assert "Traceback" not in result.stdout + result.stderr
    complaints = result.stderr.splitlines()
    for row, words in (
        (3, "missing.wav"),
        (4, "noise.wav"),
        (5, "empty.wav"),
        (6, "ï"),
        (7, "too short for its transcript"),
    ):
        assert any(f"row {row} of " in line and words in line for line in complaints), (row, result.stderr)
    assert "row 2 of" not in result.stderr
    assert not list(tmp_path.glob("train-*"))


@pytest.mark.parametrize(
    ("text", "complaint"),
    [("", "empty"), ("wav_filename,wav_filesize\ngood/000.wav,3\n", "transcript")],
)
def test_a_manifest_without_rows_or_columns(folder: Path, tmp_path: Path, text: str, complaint: str) -> None:
    (folder / "train.csv").write_text(text, encoding="utf-8")
    result = run("train", *arguments(folder, tmp_path))
    assert result.returncode == 1 and "train.csv" in result.stderr and complaint in result.stderr.lower()
    assert "Traceback" not in result.stderr


def test_byte_order_mark_and_windows_line_ends_are_fine(folder: Path, tmp_path: Path) -> None:
    text = (folder / "good.csv").read_text(encoding="utf-8").replace("\r\n", "\n").replace("\n", "\r\n")
    (folder / "train.csv").write_bytes(b"\xef\xbb\xbf" + text.encode("utf-8"))
    result = run("train", *arguments(folder, tmp_path, epochs=1))
    assert result.returncode == 0, result.stderr
    assert len(curve(tmp_path)) == 1
