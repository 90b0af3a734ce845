"""The .zip of an export."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from deepspeech_tf.errors import ExportError
from deepspeech_tf.exporting.archive import write_archive


def test_model_card_and_scorer_without_folders(tmp_path: Path) -> None:
    folder = tmp_path / "en"
    folder.mkdir()
    (folder / "output_graph.tflite").write_bytes(b"model")
    (folder / "card.md").write_text("card")
    scorer = tmp_path / "lm" / "kenlm.scorer"
    scorer.parent.mkdir()
    scorer.write_bytes(b"scorer")
    path = write_archive(f"{folder}/", scorer)
    assert path == tmp_path / "en.zip"
    with zipfile.ZipFile(path) as archive:
        assert {name: archive.read(name) for name in archive.namelist()} == {
            "output_graph.tflite": b"model", "card.md": b"card", "kenlm.scorer": b"scorer",
        }  # fmt: skip
    assert zipfile.ZipFile(write_archive(folder)).namelist() == ["card.md", "output_graph.tflite"]
    assert sorted(file.name for file in tmp_path.iterdir()) == ["en", "en.zip", "lm"]


def test_what_cannot_be_packed(tmp_path: Path) -> None:
    folder = tmp_path / "en"
    folder.mkdir()
    (folder / "a").write_bytes(b"")
    with pytest.raises(ExportError, match="both named a"):
        write_archive(folder, tmp_path / "a")
    with pytest.raises(ExportError, match="cannot be written"):
        write_archive(folder, tmp_path / "missing.scorer")
    assert [file.name for file in tmp_path.iterdir()] == ["en"]
