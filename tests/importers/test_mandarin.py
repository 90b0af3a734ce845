"""MAGICDATA and Primewords: layouts, sets, counts, damaged members."""

from __future__ import annotations

from tests.importers.commands import header, rows, run, transcripts
from tests.importers.layouts import mandarin

COLUMNS = "wav_filename,wav_filesize,transcript"


def test_magicdata(tmp_path) -> None:
    mandarin.magicdata(tmp_path)
    output = run("magicdata", tmp_path)
    target = tmp_path / "magicdata"
    assert header(target / "magicdata_train.csv") == COLUMNS
    assert transcripts(target / "magicdata_train.csv") == ["我在广州市"] * 3
    assert transcripts(target / "magicdata_dev.csv") == ["我在广州市"] * 2  # 11 seconds are not too long here
    first = rows(target / "magicdata_test.csv")[0]["wav_filename"]
    assert first == str(target / "test" / "5_540" / "5_540_20170607142131.wav")
    for line in (
        "W left out: train: 5_540_unlisted.wav: no transcript",
        "W left out: row 3 of train/TRANS.txt: 5_541_20170607142131.wav: 11.00 s, longer than 10 s",
        "W left out: row 4 of train/TRANS.txt: 5_542_20170607142131.wav: not a usable transcript",
        "W left out: row 5 of train/TRANS.txt: 5_543_20170607142131.wav: audio file",
        "Skipped 1 samples that were longer than their set allows.",
    ):
        assert line in output


def test_magicdata_without_an_archive(tmp_path) -> None:
    mandarin.magicdata(tmp_path)
    (tmp_path / "magicdata_dev_set.tar.gz").unlink()
    output = run("magicdata", tmp_path, "--target_dir", tmp_path / "out", fails=True)
    assert "magicdata_dev_set.tar.gz cannot be read: no such file" in output


def test_primewords(tmp_path) -> None:
    mandarin.primewords(tmp_path)
    output = run("primewords", tmp_path / "primewords_md_2018_set1.tar.gz")
    sets = {name: rows(tmp_path / f"primewords_{name}.csv") for name in ("train", "dev", "test")}
    assert header(tmp_path / "primewords_train.csv") == COLUMNS
    assert [len(sets["dev"]), len(sets["test"])] == [3, 3]  # of few clips a tenth each
    long = 44 + 2 * 16 * 16000
    assert len(sets["train"]) == 33 - output.count("longer than 15 s")
    assert not [row for row in sets["train"] if int(row["wav_filesize"]) == long]
    assert [row for row in sets["dev"] + sets["test"] if int(row["wav_filesize"]) == long]
    assert {row["transcript"] for row in sets["train"]} == {"你 在 哪里"}
    assert "W left out: missing.wav: no such audio file" in output
    assert "audio_files/0/04/04a4a7e2-0c5b-4cfd-a15c-0ba4d5b6a4a5.wav" in output
    assert f"Imported {sum(map(len, sets.values()))} samples.\nSkipped 2 samples that failed" in output


def test_primewords_with_another_table(tmp_path) -> None:
    mandarin.primewords(tmp_path)
    archive = tmp_path / "primewords_md_2018_set1.tar.gz"
    run("primewords", archive)
    (tmp_path / "primewords_md_2018_set1" / "set1_transcript.json").write_text("[1]")
    assert "must be a list of objects with 'file' and 'text'" in run("primewords", archive, fails=True)
    table = tmp_path / "primewords_md_2018_set1" / "set1_transcript.json"
    table.write_text('[{"file": "a.wav"}, {"file": "b.wav", "text": null}]')
    output = run("primewords", archive, fails=True)
    assert "item 1 of set1_transcript.json: must have 'text', a text. Received: none" in output
    assert "item 2 of set1_transcript.json: must have 'text', a text. Received: null" in output
    table.write_text('{"file"')
    assert "set1_transcript.json: must be JSON: " in run("primewords", archive, fails=True)
