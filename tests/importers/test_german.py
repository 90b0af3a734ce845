"""German Distant Speech, Spoken Wikipedia: layouts, sets, counts, damaged members."""

from __future__ import annotations

from tests.importers.commands import header, rows, run, transcripts
from tests.importers.layouts import german
from tests.importers.layouts.sound import text

COLUMNS = "wav_filename,wav_filesize,transcript"
SETS = ("train", "dev", "test")


def test_tuda(tmp_path) -> None:
    german.tuda(tmp_path)
    letters = text(tmp_path / "alphabet.txt", "\n".join([" ", *"abcdefghijklmnopqrstuvwxyzäöüß"]) + "\n")
    output = run("tuda", tmp_path, "--normalize", "--alphabet", letters)
    assert header(tmp_path / "tuda-v2-train.csv") == COLUMNS
    assert transcripts(tmp_path / "tuda-v2-train.csv") == [
        *["das c o zwei wird größer"] * 3,
        *["facade über elan"] * 2,
    ]
    assert transcripts(tmp_path / "tuda-v2-dev.csv") == ["das c o zwei wird größer"] * 3
    first = rows(tmp_path / "tuda-v2-test.csv")[0]["wav_filename"]
    assert first == "german-speechdata-package-v2/test/2014-08-05-11-08-30_Kinect-Beam.wav"
    train = output.split("train:\n")[1]
    for line in (
        "Imported 5 samples.",
        "Skipped 4 samples that failed upon conversion.",
        "Skipped 3 samples that failed on transcript validation.",
        "Skipped 3 samples that were longer than 10 seconds.",
        "2014-08-05-11-08-31_Yamaha.wav: audio file",
        "2014-08-05-11-08-34.xml is damaged",
    ):
        assert line in train
    assert (tmp_path / "german-speechdata-package-v2.tar.gz").exists()


def test_tuda_removes_its_archive(tmp_path) -> None:
    german.tuda(tmp_path)
    run("tuda", tmp_path, "--keep_archive", "False", "--max_duration", "0")
    assert not (tmp_path / "german-speechdata-package-v2.tar.gz").exists()
    assert "zu lang" in transcripts(tmp_path / "tuda-v2-train.csv")
    again = run("tuda", tmp_path)  # from the folder; converted files are not taken for more
    assert again.count("Imported 5 samples.") == 1 and again.count("Imported 3 samples.") == 2


def test_spoken_wikipedia(tmp_path) -> None:
    german.spoken_wikipedia(tmp_path)
    output = run(*("swc", tmp_path, "--language", "german", "--add_meta", "--keep_intermediate", "True"))
    sets = {name: rows(tmp_path / f"german-{name}.csv") for name in SETS}
    assert header(tmp_path / "german-train.csv") == COLUMNS + ",article,speaker"
    speakers = {name: {row["speaker"] for row in found} for name, found in sets.items()}
    assert all(sets.values())
    assert not speakers["train"] & speakers["dev"] and not speakers["dev"] & speakers["test"]
    texts = [row["transcript"] for found in sets.values() for row in found]
    assert texts.count("größe maß") == 22
    others = sorted(set(texts) - {"größe maß"})
    lang = " ".join(["lang"] * 10)  # ten seconds at most: cut
    assert others == ["es kostet", "lang lang lang", lang, "zwei tausend euro", "zweite datei"]
    assert "siehe" not in texts
    paths = {row["transcript"]: row["wav_filename"] for found in sets.values() for row in found}
    assert paths["zweite datei"] == "german-wav/Artikel_1-3200-5000.wav"
    assert "W left out: Artikel_23: " in output and "W left out: Artikel_22 from 200 to 2000 ms" in output
    assert "Skipped 2 samples that failed upon conversion." in output
    assert (tmp_path / "german").exists()


def test_spoken_wikipedia_options(tmp_path) -> None:
    german.spoken_wikipedia(tmp_path)
    output = run(
        *("swc", tmp_path, "--language", "german", "--ignore_too_long", "True", "--max_duration", "1500"),
        *("--exclude_unknown_speakers", "--keep_archive", "False"),
    )
    assert header(tmp_path / "german-dev.csv") == COLUMNS
    texts = [row for name in SETS for row in transcripts(tmp_path / f"german-{name}.csv")]
    assert "größe" in texts and "maß" in texts and "zwei tausend" not in texts  # that one lasts 1.6 s
    assert "W left out: Artikel_20 from 200 to 1200 ms: unknown speaker" in output
    assert not (tmp_path / "german").exists() and not (tmp_path / "SWC_German.tar").exists()


def test_spoken_wikipedia_of_a_language_that_is_none(tmp_path) -> None:
    german.spoken_wikipedia(tmp_path)
    assert "SWC_Dutch.tar cannot be fetched" in run("swc", tmp_path, fails=True)
