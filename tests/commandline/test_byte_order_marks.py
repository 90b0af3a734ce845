"""Files that begin with a byte order mark, as editors on Windows write them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

MARK = "\ufeff"


def doctor(*arguments: str) -> str:
    """The doctor's message about a missing set."""
    command = [sys.executable, "-m", "deepspeech_tf.doctor", *arguments]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    return result.stdout + result.stderr


@pytest.mark.parametrize(
    "content",
    [
        "--train_files=nowhere.csv\n",
        "# flags\n--train_files=nowhere.csv\n",
        "--flagfile={folder}/inner.txt\n",
    ],
)
def test_files_of_flags(tmp_path: Path, content: str) -> None:
    (tmp_path / "inner.txt").write_text(MARK + "--train_files=nowhere.csv\n", encoding="utf-8")
    flags = tmp_path / "flags.txt"
    flags.write_text(MARK + content.format(folder=tmp_path), encoding="utf-8")
    said = doctor("--flagfile", str(flags), "--report_dir", str(tmp_path / "report"))
    assert "nowhere.csv" in said and "expected flags only" not in said


@pytest.mark.parametrize("content", ["train_files: nowhere.csv\n", '{"train_files": "nowhere.csv"}'])
def test_configuration(tmp_path: Path, content: str) -> None:
    config = tmp_path / "config.yaml"
    config.write_text(MARK + content, encoding="utf-8")
    said = doctor("--config", str(config), "--report_dir", str(tmp_path / "report"))
    assert "nowhere.csv" in said and "unknown key" not in said
