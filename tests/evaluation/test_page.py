"""The HTML page of an evaluation: self-contained, and safe for any transcript."""

from __future__ import annotations

import base64
import io
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
    assert "&lt;script&gt;</mark>" in text and "<script" not in text
    assert "60.0 %" in text  # 3 of 5 words
    assert not re.search(r'(src|href)="(?!data:|#)', text), "the page must need nothing else"
    assert text.count("<svg role=") == 2
    players = re.findall(r"data:audio/mpeg;base64,([^\"]+)", text)
    assert len(players) == 3
    samples, rate_hz = soundfile.read(io.BytesIO(base64.b64decode(players[0])))
    assert rate_hz == 16000 and len(samples) / rate_hz == pytest.approx(1, abs=0.1)
    worst = text[text.index("Worst utterances: 3 of 3") :]
    assert worst.index("two</mark>") < worst.index("one two"), "the worst come first"
    assert '<mark class="substituted">one</mark> <mark class="substituted">&lt;b&gt;</mark>' in worst
    assert '<del class="missing">three</del>' in worst and "(nothing)" in worst


def test_page_by_characters(tmp_path: Path, results: list[UtteranceResult]) -> None:
    one = compare(results[0].wav_filename, "今天天气好", "今天天又好啊", 5.0)
    page = write_report_folder(tmp_path, {"a.csv": [one]}, by_characters=True)
    text = page.read_text(encoding="utf-8")
    assert '今天天<mark class="substituted">气</mark>好' in text
    assert '今天天<mark class="substituted">又</mark>好<ins class="extra">+啊</ins>' in text
    assert "CER 40.0 %" in text and "Confused characters" in text
    report = json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))
    assert report["sets"]["a.csv"]["errors"] == {
        "of": "characters", "said": 5, "substituted": 1, "missing": 0, "extra": 1
    }  # fmt: skip


def test_recording_that_is_gone(tmp_path: Path, results: list[UtteranceResult]) -> None:
    """The report of hours of work does not depend on a file that somebody removed in the meantime."""
    gone = compare(str(tmp_path / "gone.wav"), "one", "two", 5.0)
    text = write_report_folder(tmp_path, {"a.csv": [*results, gone]}).read_text(encoding="utf-8")
    assert "No such file" in text and text.count("<audio") == 3
    text = write_report_folder(tmp_path, {"a.csv": [gone]}).read_text(encoding="utf-8")
    assert "<figure>" not in text and "WER 100.0 %" in text


def test_json_of_a_training_without_a_finite_loss(tmp_path: Path, results: list[UtteranceResult]) -> None:
    epochs = [{"epoch": 0, "train_loss": float("inf"), "dev_loss": float("nan")}]
    write_report_folder(tmp_path, {"a.csv": results}, epochs)
    text = (tmp_path / "report.json").read_text(encoding="utf-8")
    assert "Infinity" not in text and "NaN" not in text
    assert json.loads(text)["epochs"] == [{"epoch": 0, "train_loss": None, "dev_loss": None}]


def test_json(tmp_path: Path, results: list[UtteranceResult]) -> None:
    write_report_folder(tmp_path, {"a.csv": results}, EPOCHS)
    report = json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))
    assert report["sets"]["a.csv"]["wer"] == pytest.approx(0.6)
    assert report["sets"]["a.csv"]["utterances"] == 3
    low, high = report["sets"]["a.csv"]["wer_interval"]
    assert 0 <= low < 0.6 < high <= 1 and report["sets"]["a.csv"]["confidence"] == 0.95
    assert report["sets"]["a.csv"]["errors"] == {
        "of": "words", "said": 5, "substituted": 2, "missing": 1, "extra": 0
    }  # fmt: skip
    assert [epoch["train_loss"] for epoch in report["epochs"]] == [80.0, 40.0]
    assert report["results"]["a.csv"][0]["res"] == "one two"


def test_loss_that_is_not_finite(tmp_path: Path, results: list[UtteranceResult]) -> None:
    """JSON has no infinity, which is the loss of a recording too short for its transcript."""
    endless = compare(results[0].wav_filename, "one", "two", float("inf"))
    epochs = [{"epoch": 0, "train_loss": None, "dev_loss": None}]
    page = write_report_folder(tmp_path, {"a.csv": [*results, endless]}, epochs)
    text = (tmp_path / "report.json").read_text(encoding="utf-8")
    assert "Infinity" not in text and json.loads(text)["results"]["a.csv"][3]["loss"] is None
    assert "loss not finite" in page.read_text(encoding="utf-8")


def test_loss_that_has_exploded(tmp_path: Path, results: list[UtteranceResult]) -> None:
    """Its digits must not make the page scroll."""
    exploded = [*results, compare("/gone.wav", "a", "b", 1e300)]
    text = write_report_folder(tmp_path, {"set": exploded}).read_text(encoding="utf-8")
    assert "1e+300" in text and not re.search(r">[^<]*[0-9]{12}\.", text)


def test_folder_that_cannot_be_written(tmp_path: Path, results: list[UtteranceResult]) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ConfigError, match="report_dir: "):
        write_report_folder(tmp_path / "file", {"a.csv": results})
