"""Importers ignore the case of file extensions such as `.TXT`, `.Wav` and `.TSV`."""

from __future__ import annotations

from pathlib import Path

import pytest

from deepspeech_tf.importers.any_case import files_in, in_any_case
from tests.importers.commands import run, transcripts
from tests.importers.layouts import chinese, common_voice, general
from tests.importers.layouts.sound import text, tone


def test_folder(tmp_path: Path) -> None:
    for audio, words in (("A.WAV", "A.TXT"), ("b.Flac", "b.Txt"), ("c.oga", "c.txt"), ("D.mP3", "D.tXT")):
        made = tone(tmp_path / f"x{audio.lower().replace('oga', 'ogg')}")
        made.rename(tmp_path / audio)
        text(tmp_path / words, f"this is {audio[0]}")
    output = run("folder", tmp_path)
    assert transcripts(tmp_path / "data.csv") == [f"this is {letter}" for letter in "adbc"], output


def upper(folder: Path, *endings: str) -> None:
    """Gives files of these endings names that end in capitals."""
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.suffix in endings:
            path.rename(path.with_suffix(path.suffix.upper()))


@pytest.mark.parametrize("lower", [True, False])
def test_corpora(tmp_path: Path, lower: bool) -> None:
    """The number of clips does not depend on the case of the extensions."""
    endings = () if lower else (".mp3", ".tsv", ".wav", ".csv", ".flac", ".txt", ".gz")
    common_voice.release(tmp_path / "cv2", common_voice.TODAY)
    upper(tmp_path / "cv2", *endings)
    assert "Imported 6 samples." in run("cv2", tmp_path / "cv2")
    general.ljspeech(tmp_path / "lj")
    upper(tmp_path / "lj", *endings)
    assert "Imported 11 samples." in run("ljspeech", tmp_path / "lj")
    general.librispeech(tmp_path / "libri")
    upper(tmp_path / "libri", *endings)
    assert "Imported 3 samples." in run("librispeech", tmp_path / "libri")
    chinese.aishell(tmp_path / "aishell")
    for path in (tmp_path / "aishell" / "made" / "data_aishell" / "wav").iterdir():
        path.unlink()  # the recordings lie beside it
    for name in ("train", "dev", "test"):
        (tmp_path / "aishell" / "made" / name).rename(tmp_path / "aishell" / "made" / "data_aishell" / name)
    upper(tmp_path / "aishell" / "made", *endings)
    assert "Imported 2 samples." in run("aishell", tmp_path / "aishell" / "made" / "data_aishell")


def test_names(tmp_path: Path) -> None:
    text(tmp_path / "a.TxT", "one")
    text(tmp_path / "b.Tar.GZ", "two")
    assert in_any_case(tmp_path / "a.txt") == tmp_path / "a.TxT"
    assert in_any_case(tmp_path / "c.txt") == tmp_path / "c.txt"
    assert in_any_case(tmp_path / ("x" * 300 + ".txt")).name == "x" * 300 + ".txt"
    assert in_any_case(tmp_path / "a\0.txt").name == "a\0.txt"
    assert files_in(tmp_path, "*.tar.gz") == [tmp_path / "b.Tar.GZ"]
    assert files_in(tmp_path, "**/*.txt") == [tmp_path / "a.TxT"]
    text(tmp_path / "a.txt", "the very name comes first")
    assert in_any_case(tmp_path / "a.txt") == tmp_path / "a.txt"
