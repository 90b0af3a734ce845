"""M-AILABS, African Accented French: layouts, sets, counts, damaged members."""

from __future__ import annotations

from tests.importers.commands import header, rows, run, transcripts
from tests.importers.layouts import european

COLUMNS = "wav_filename,wav_filesize,transcript"
SETS = ("train", "dev", "test")


def test_mailabs(tmp_path) -> None:
    european.mailabs(tmp_path)
    output = run("m-ailabs", tmp_path, "--language", "fr_FR", "--normalize")
    folder = tmp_path / "fr_FR"
    assert [len(rows(folder / f"fr_FR_{name}.csv")) for name in SETS] == [9, 2, 2]
    assert header(folder / "fr_FR_train.csv") == COLUMNS
    assert transcripts(folder / "fr_FR_test.csv") == ["le numero a l'ete deja"] * 2
    first = rows(folder / "fr_FR_test.csv")[0]["wav_filename"]
    assert first == "fr_FR/by_book/female/ezwa/monsieur_lecoq/wavs/monsieur_lecoq_01_f000000.wav"
    assert "Imported 13 samples.\nSkipped 3 samples that failed upon conversion." in output
    assert "must have 3 fields (id|text|normalized text). Received: 2" in output
    assert "W left out: row 4 of fr_FR/by_book/female/ezwa/monsieur_lecoq/metadata.csv: " in output


def test_mailabs_skips_books(tmp_path) -> None:
    european.mailabs(tmp_path)
    output = run("m-ailabs", tmp_path, "--language", "fr_FR", "--skiplist", "monsieur_lecoq,nothing")
    assert "Skipping fr_FR/by_book/female/ezwa/monsieur_lecoq" in output and "Imported 2 samples." in output


def test_mailabs_of_another_language(tmp_path) -> None:
    european.mailabs(tmp_path)
    output = run("m-ailabs", tmp_path, "--language", "de_DE", fails=True)
    assert "de_DE.tgz cannot be fetched" in output and f"save it as {tmp_path / 'de_DE.tgz'}" in output


def test_african_french(tmp_path) -> None:
    european.african_french(tmp_path)
    output = run("slr57", tmp_path)
    folder = tmp_path / "African_Accented_French"
    found = {name: transcripts(folder / f"African_Accented_French_{name}.csv") for name in SETS}
    assert header(folder / "African_Accented_French_dev.csv") == COLUMNS
    assert {name: len(texts) for name, texts in found.items()} == {"train": 4, "dev": 1, "test": 1}
    assert found["dev"] == ["à la gare de l'est"]
    assert found["train"] == ["c'est l'été n'est ce pas"] * 4
    assert "Skipped 2 samples that failed upon conversion." in output
    assert "W left out: speech/train/yaounde/answers/aubaine/aubaine-002-answer.wav: no list has" in output
    assert "W left out: row 1 of transcripts/test/ca16/prompts.txt: gabon_009_read_x_0005: " in output
    paths = [row["wav_filename"] for row in rows(folder / "African_Accented_French_test.csv")]
    converted = folder / "wav-16k/speech/dev/niger_west_african_fr/12/niger_fr_12_0003.wav"
    assert converted.is_file() and paths == [str(converted)]
    again = run("slr57", tmp_path)  # files that the first run converted are not mistaken for recordings
    assert "Skipped 2 samples that failed upon conversion." in again
    assert {name: len(rows(folder / f"African_Accented_French_{name}.csv")) for name in SETS} == {
        name: len(texts) for name, texts in found.items()
    }


def test_african_french_without_a_list(tmp_path) -> None:
    european.african_french(tmp_path)
    (tmp_path / "African_Accented_French/transcripts/test/ca16/prompts.txt").write_bytes(b"a b\nc \xff\n")
    assert "row 2 of " in run("slr57", tmp_path, fails=True)
    (tmp_path / "African_Accented_French/transcripts/test/ca16/prompts.txt").unlink()
    assert "prompts.txt cannot be read: No such file" in run("slr57", tmp_path, fails=True)
