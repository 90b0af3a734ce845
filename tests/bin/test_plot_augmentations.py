"""The program that plots the effects of augmentations."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import soundfile

from deepspeech_tf.data.augment.registry import OPERATIONS

Image = pytest.importorskip("PIL.Image", reason="matplotlib brings Pillow")
ROOT = Path(__file__).resolve().parents[2]
RATE_HZ = 16000


def run(*arguments: object, status: int = 0) -> str:
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, ROOT / "bin" / "plot_augmentations.py", *map(str, arguments)]
    result = subprocess.run(command, capture_output=True, env=environment, check=False, text=True)
    assert result.returncode == status, result.stderr
    assert "Traceback" not in result.stderr
    return result.stderr


def brightness(path: Path) -> np.ndarray:
    return np.asarray(Image.open(path).convert("L"), np.float32)


@pytest.fixture
def hiss(tmp_path: Path) -> Path:
    path = tmp_path / "hiss.wav"
    soundfile.write(path, np.random.default_rng(0).normal(0, 0.1, RATE_HZ).clip(-1, 1), RATE_HZ)
    return path


def test_a_picture_shows_what_is_lost(hiss: Path, tmp_path: Path) -> None:
    """Above 2 kHz there is nothing left: three quarters of the right half are dark, of the left one none."""
    out = tmp_path / "out"
    run(hiss, out, "--augment", "resample[rate=4000]", "--augment", "dropout[rate=0]", "--sounds")
    assert sorted(path.name for path in out.iterdir()) == ["dropout.png", "resample.png", "resample.wav"]
    picture = brightness(out / "resample.png")
    rows, columns = picture.shape
    inside = picture[rows * 3 // 10 : rows // 2]  # 4 kHz and more
    before, after = inside[:, columns * 2 // 10 : columns * 4 // 10], inside[:, columns * 6 // 10 : -150]
    assert before.mean() > after.mean() + 50
    assert soundfile.info(out / "resample.wav").frames == RATE_HZ


def test_every_operation_has_an_example_and_a_picture_in_the_document(hiss: Path, tmp_path: Path) -> None:
    run(hiss, tmp_path / "out")
    assert {path.stem for path in (tmp_path / "out").iterdir()} == OPERATIONS.keys()
    document = (ROOT / "doc" / "augmentation.md").read_text(encoding="utf-8")
    assert set(re.findall(r"\(augmentation/(\w+)\.png\)", document)) == OPERATIONS.keys()
    assert set(re.findall(r"^\| (\w+) \| `", document, re.MULTILINE)) == OPERATIONS.keys()


def test_what_cannot_be_drawn(hiss: Path, tmp_path: Path) -> None:
    soundfile.write(tmp_path / "short.wav", np.zeros(10), RATE_HZ)
    assert "E " in run(tmp_path / "none.wav", tmp_path / "out", status=1)
    assert "too short" in run(tmp_path / "short.wav", tmp_path / "out", status=1)
    assert "must be one of" in run(hiss, tmp_path / "out", "--augment", "shout", status=1)
