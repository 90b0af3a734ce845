"""Multilingual LibriSpeech, FLEURS: layouts, sets, counts, damaged members."""

from __future__ import annotations

import pytest

from tests.importers.commands import header, rows, run, transcripts
from tests.importers.layouts import multilingual
from tests.importers.layouts.sound import tar, text

COLUMNS = "wav_filename,wav_filesize,transcript"
SETS = ("train", "dev", "test")


@pytest.mark.parametrize(("ending", "name"), [(".opus", "mls_polish_opus"), (".flac", "mls_polish")])
def test_mls(tmp_path, ending, name) -> None:
    multilingual.mls(tmp_path, ending)
    excluded = tmp_path / "excluded.txt"
    output = run("mls", tmp_path, "-l", "polish", "--save_excluded_max_sec_to_disk", excluded)
    assert header(tmp_path / "MLS_train.csv") == COLUMNS
    assert [len(rows(tmp_path / f"MLS_{s}.csv")) for s in SETS] == [2, 2, 1]
    first = rows(tmp_path / "MLS_test.csv")[0]
    assert first["wav_filename"] == f"{name}/test/audio/6892/10049/6892_10049_000000{ending}"
    assert first["transcript"] == "że nie było źle"
    assert excluded.read_text(encoding="utf-8") == "że nie było zbyt długie\n"
    train = output.split("train:\n")[1]
    for line in (
        "Imported 2 samples.",
        "Skipped 2 samples that failed upon conversion.",
        "Skipped 1 samples that were too short to match the transcript.",
        "Skipped 1 samples that were longer than 15 seconds.",
        "W left out: row 5 of train/transcripts.txt: 6892_10049_000004: audio file",
        "must have 2 fields (<speaker>_<book>_<number> and text). Received: 1",
    ):
        assert line in train


def test_mls_from_its_archive(tmp_path) -> None:
    multilingual.mls(tmp_path / "made")
    tar(tmp_path / "mls_polish_opus.tar.gz", tmp_path / "made", "mls_polish_opus")
    alphabet = text(tmp_path / "alphabet.txt", "\n".join(" abcdefghijklmnopqrstuvwxyz") + "\n")
    run("mls", tmp_path, "--language", "polish", "--normalize", "--filter_alphabet", alphabet)
    assert transcripts(tmp_path / "MLS_dev.csv") == ["ze nie byo zle"] * 2


def test_mls_of_a_language_that_is_none(tmp_path) -> None:
    multilingual.mls(tmp_path)
    output = run("mls", tmp_path, "-l", "german", fails=True)
    assert "mls_german_opus.tar.gz cannot be fetched" in output


@pytest.mark.parametrize("hub", [True, False])
def test_fleurs(tmp_path, hub) -> None:
    multilingual.fleurs(tmp_path, hub=hub)
    output = run("fleurs", tmp_path, "--language", "de_de")
    assert header(tmp_path / "fleurs_de_de_train.csv") == COLUMNS
    assert transcripts(tmp_path / "fleurs_de_de_train.csv") == ["es war „das“ größte"] * 2
    assert [len(rows(tmp_path / f"fleurs_de_de_{s}.csv")) for s in SETS] == [2, 1, 1]
    first = rows(tmp_path / "fleurs_de_de_dev.csv")[0]["wav_filename"]
    assert first == f"{'data/' if hub else ''}de_de/audio-16k/dev/1000074382374.wav"
    assert "Skipped 2 samples that failed upon conversion." in output
    assert "W left out: row 3 of train.tsv: 1000274382374.wav: " in output
    fields = "id|file_name|raw_transcription|transcription|characters|num_samples|gender"
    assert f"row 4 of train.tsv: must have 7 fields ({fields}). Received: 5" in output


def test_fleurs_options(tmp_path) -> None:
    multilingual.fleurs(tmp_path, hub=True)
    locale = text(tmp_path / "locale.py", "def validate_label(label):\n    return label.lower()\n")
    run("fleurs", tmp_path, "--language", "de_de", "--raw", "--validate_label_locale", locale)
    assert transcripts(tmp_path / "fleurs_de_de_test.csv") == ['es war "0", "das']
    assert "en_us.tar.gz cannot be fetched" in run("fleurs", tmp_path, "--language", "en_us", fails=True)
