"""Cleaned files, quarantine and report of a planted corpus."""

from __future__ import annotations

import base64
import csv
import io
import json
import re
from pathlib import Path

import pytest
import soundfile

from deepspeech_tf.config import FeatureConfig
from deepspeech_tf.data.check import check_utterances
from deepspeech_tf.data.manifest import read_manifests
from deepspeech_tf.diagnosis.cleaning import write_cleaned, write_quarantine
from deepspeech_tf.diagnosis.diagnose import Diagnosis, diagnose
from deepspeech_tf.diagnosis.page import write_findings, write_page
from deepspeech_tf.diagnosis.rows import read_rows
from tests.diagnosis.planted import good_corpus, plant_all
from tests.diagnosis.test_planted import ALPHABET, found_at

KEPT = {"rate", "low_rate", "channels", "silent_channel", "repaired_header", "clipped"}
KEPT |= {"sentence_shared", "phrase_shared", "speaker_shared"}


def rows_of(path: Path) -> list[dict[str, str]]:
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("planted")


@pytest.fixture(scope="module")
def planted(folder: Path) -> Diagnosis:
    corpus = good_corpus(folder)
    plant_all(corpus)
    files = corpus.save()
    with open(files["train"], "ab") as file:
        file.write(b"clips/2.wav,1,too,many,fields\nclips/2.wav,1,caf\xe9,ann\n")
    return diagnose([read_rows(phase, str(path)) for phase, path in files.items()], ALPHABET, FeatureConfig())


def test_cleaned_files_are_clean(folder: Path, planted: Diagnosis) -> None:
    """Training accepts them, and a second examination finds at most the intended findings."""
    paths = write_cleaned(folder / "report", planted)
    assert [path.name for path in paths] == ["train.csv", "dev.csv", "test.csv"]
    for path in paths:
        check_utterances(read_manifests([str(path)]), ALPHABET, FeatureConfig())
    manifests = [read_rows(path.stem, str(path)) for path in paths]
    again = diagnose(manifests, ALPHABET, FeatureConfig())
    assert set().union(*found_at(again).values()) <= KEPT
    assert {row["speaker"] for row in rows_of(paths[0])} == {"ann"}


def test_repairs_are_written(folder: Path, planted: Diagnosis) -> None:
    rows = rows_of(write_cleaned(folder / "report", planted)[0])
    texts = [row["transcript"] for row in rows]
    for repaired in ("don't", "café", "hello"):
        assert any(repaired in text.split() for text in texts), repaired
    for row in rows:
        path = Path(row["wav_filename"])
        assert path.is_absolute() and path.stat().st_size == int(row["wav_filesize"])


def test_no_row_is_lost(folder: Path, planted: Diagnosis) -> None:
    kept = sum(len(rows_of(path)) for path in write_cleaned(folder / "report", planted))
    left_out = write_quarantine(folder / "report", planted)
    rows = rows_of(folder / "report" / "quarantine.csv")
    assert len(rows) == left_out
    assert kept + left_out == len(planted.examined) + 2
    assert all(row["reasons"] and row["file"] and int(row["row"]) > 1 for row in rows)
    by_reason = {row["reasons"].split(":")[0]: row for row in rows}
    assert by_reason["malformed row"]["transcript"] == "clips/2.wav,1,too,many,fields"
    assert by_reason["not UTF-8"]["transcript"] == r"clips/2.wav,1,caf\udce9,ann"


def test_sets_of_one_name(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    manifests = []
    for name in "ab":
        good_corpus(tmp_path / name).save()
        manifests.append(read_rows("train", str(tmp_path / name / "train.csv")))
    paths = write_cleaned(tmp_path, diagnose(manifests, ALPHABET, FeatureConfig()))
    assert [path.name for path in paths] == ["train.csv", "train-2.csv"]
    assert [len(rows_of(path)) for path in paths] == [30, 0]  # the second one is the same as the first


def test_json(tmp_path: Path, planted: Diagnosis) -> None:
    report = json.loads(write_findings(tmp_path, planted).read_text(encoding="utf-8"))
    assert len(report["findings"]) == len(planted.findings)
    assert sum(kind["count"] for kind in report["kinds"].values()) == len(planted.findings)
    train, dev, test = report["sets"]
    assert (train["phase"], train["rows"], dev["rows"]) == (
        "train",
        len(planted.rows_of(planted.manifests[0])) + 2,
        5,
    )
    assert train["sample_rates"].keys() == {"8000", "16000", "44100"}
    assert test["speakers"] == 2 and 0 <= test["new_words"] < 1
    assert train["hours"] == pytest.approx(
        sum(one.recording.seconds for one in planted.rows_of(planted.manifests[0]) if one.recording) / 3600
    )
    silent = next(finding for finding in report["findings"] if finding["kind"] == "silent")
    assert silent["file"].endswith("train.csv") and silent["row"] > 30 and silent["audio"].endswith(".wav")


def test_page(tmp_path: Path, planted: Diagnosis) -> None:
    text = write_page(tmp_path, planted, 20).read_text(encoding="utf-8")
    assert not re.search(r'(src|href)="(?!data:|#)', text), "the page must need nothing else"
    assert text.count("<svg role=") == 8 and '<ul class="bars">' in text
    players = re.findall(r"data:audio/mpeg;base64,([^\"]+)", text)
    assert len(players) >= 9
    for player in players:
        samples, rate_hz = soundfile.read(io.BytesIO(base64.b64decode(player)))
        assert rate_hz == 16000 and len(samples)
    for finding in planted.findings:
        assert f'id="{finding.kind}"' in text


def test_page_escapes_what_transcripts_hold(tmp_path: Path) -> None:
    corpus = good_corpus(tmp_path)
    corpus.add("<script>alert()</script> $x$", corpus.write(corpus.sound("x" * 20)))
    manifests = [read_rows(phase, str(path)) for phase, path in corpus.save().items()]
    text = write_page(tmp_path, diagnose(manifests, ALPHABET, FeatureConfig()), 20).read_text(
        encoding="utf-8"
    )
    assert "<script" not in text and "&lt;script" in text


def test_nothing_at_all(tmp_path: Path) -> None:
    diagnosis = diagnose([read_rows("train", str(tmp_path / "none.csv"))], ALPHABET, FeatureConfig())
    write_page(tmp_path, diagnosis, 20)
    write_findings(tmp_path, diagnosis)
    assert write_cleaned(tmp_path, diagnosis) == []
    assert write_quarantine(tmp_path, diagnosis) == 0


def test_rows_that_no_csv_reader_takes(tmp_path: Path) -> None:
    """Every row comes into one of the two outputs, with its reason; any CSV reader can read them."""
    corpus = good_corpus(tmp_path)
    train = corpus.save()["train"]
    lines = train.read_text(encoding="utf-8").splitlines()
    lines[5] = lines[5].replace(",ann", "x" * 200_000 + ",ann")
    fields = lines[9].split(",")
    lines[9] = ",".join([*fields[:2], f'"{fields[2]}', fields[3]])  # a quote that is not closed
    lines[12] = lines[12].replace(".wav,", ".wav,1,")
    lines[15] = lines[15].replace(".wav,", ".wav," + "9" * 5000)
    lines[20] = lines[20].replace("clips/", "clips\\")
    train.write_bytes("\r\n".join(lines).encode() + b"\r\n")
    diagnosis = diagnose([read_rows("train", str(train))], ALPHABET, FeatureConfig())
    kept = rows_of(write_cleaned(tmp_path / "report", diagnosis)[0])
    assert write_quarantine(tmp_path / "report", diagnosis) == 4
    left_out = rows_of(tmp_path / "report" / "quarantine.csv")
    assert [row["row"] for row in left_out] == ["6", "10", "13", "21"]
    assert len(kept) + len(left_out) == 30
    assert all(row["reasons"] for row in left_out)
    assert "a quote that is not closed?" in left_out[1]["reasons"]
    assert "backslashes as in Windows" in left_out[3]["reasons"]
    assert left_out[0]["transcript"].startswith(lines[5][:1000])
    assert left_out[1]["transcript"] == lines[9]
