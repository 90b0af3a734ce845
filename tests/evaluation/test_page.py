"""The HTML page of an evaluation: complete in itself, safe against what transcripts hold."""

from __future__ import annotations

import base64
import json
import re
from pathlib import Path

import numpy as np
import pytest
import soundfile

from deepspeech_tf.errors import ConfigError
from deepspeech_tf.evaluation.page import write_report_folder
from deepspeech_tf.evaluation.results import UtteranceResult, compare

EPOCHS = [
    {"epoch": 0, "train_loss": 80.0, "dev_loss": 70.0},
    {"epoch": 1, "train_loss": 40.0, "dev_loss": None},
]


@pytest.fixture
def results(tmp_path: Path) -> list[UtteranceResult]:
    path = tmp_path / "tone.wav"
    soundfile.write(path, 0.1 * np.sin(np.arange(8000) / 9), 8000)
    pairs = [("one two", "one two"), ("one <b>", "two <script>"), ("three", "")]
    return [compare(str(path), said, understood, 5.0) for said, understood in pairs]


def test_page(tmp_path: Path, results: list[UtteranceResult]) -> None:
    page = write_report_folder(tmp_path / "out", {"a.csv": results, "empty.csv": []}, EPOCHS)
    text = page.read_text(encoding="utf-8")
    assert "two &lt;script&gt;" in text and "<script" not in text
    assert "60.0 %" in text  # 3 of 5 words
    assert not re.search(r'(src|href)="(?!data:)', text), "the page must need nothing else"
    pictures = re.findall(r"data:image/png;base64,([^\"]+)", text)
    assert len(pictures) == 2 and all(base64.b64decode(p).startswith(b"\x89PNG") for p in pictures)
    players = re.findall(r"data:audio/flac;base64,([^\"]+)", text)
    assert len(players) == 3 and base64.b64decode(players[0]).startswith(b"fLaC")
    assert text.index("two &lt;script") < text.index("one two<br>"), "the worst come first"


def test_json(tmp_path: Path, results: list[UtteranceResult]) -> None:
    write_report_folder(tmp_path, {"a.csv": results}, EPOCHS)
    report = json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))
    assert report["sets"]["a.csv"]["wer"] == pytest.approx(0.6)
    assert report["sets"]["a.csv"]["utterances"] == 3
    assert [epoch["train_loss"] for epoch in report["epochs"]] == [80.0, 40.0]
    assert report["results"]["a.csv"][0]["res"] == "one two"


def test_folder_that_cannot_be_written(tmp_path: Path, results: list[UtteranceResult]) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ConfigError, match="--report_dir"):
        write_report_folder(tmp_path / "file", {"a.csv": results})
