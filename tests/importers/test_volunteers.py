"""TrainingSpeech, VCTK, VoxForge: layouts, sets, counts, damaged members."""

from __future__ import annotations

import shutil
import tarfile
from pathlib import Path

import pytest

from tests.importers.commands import header, rows, run, transcripts
from tests.importers.layouts import volunteers
from tests.importers.layouts.sound import DATA_FILTER

COLUMNS = "wav_filename,wav_filesize,transcript"
SETS = ("train", "dev", "test")


@pytest.mark.parametrize(
    ("options", "label"),
    [([], "l'œuvre déjà suite"), (["--english-compatible"], "l'oeuvre deja suite")],
)
def test_training_speech(tmp_path, options, label) -> None:
    volunteers.training_speech(tmp_path)
    output = run("ts", tmp_path, *options)
    name = "ts_2019-04-11_fr_FR"
    assert [len(rows(tmp_path / f"{name}_{s}.csv")) for s in SETS] == [8, 1, 1]
    assert header(tmp_path / f"{name}_train.csv") == COLUMNS
    assert set(transcripts(tmp_path / f"{name}_train.csv")) == {label}
    first = rows(tmp_path / f"{name}_test.csv")[0]["wav_filename"]
    assert first == str(tmp_path / name / "audio" / "00-l_oeuvre.converted.wav")
    assert "W left out: row 6 of data.csv: audio/04-l_oeuvre.wav" in output
    assert "row 15 of data.csv: ../../elsewhere.wav: must lie in the folder of the corpus" in output
    assert "Skipped 1 samples that were longer than 15 seconds." in output
    assert "Skipped 1 samples that failed on transcript validation." in output


def test_training_speech_in_the_folder_where_one_is(tmp_path, monkeypatch) -> None:
    """A row without a name names that folder, which as "." has no name either."""
    volunteers.training_speech(tmp_path)
    shutil.unpack_archive(tmp_path / "ts_2019-04-11_fr_FR.zip", tmp_path)
    monkeypatch.chdir(tmp_path)
    assert "row 16 of data.csv: : audio file . must be a file" in run("ts", ".")
    assert [len(rows(tmp_path / f"ts_2019-04-11_fr_FR_{s}.csv")) for s in SETS] == [8, 1, 1]


@pytest.mark.parametrize("newer", [False, True])
def test_vctk(tmp_path, newer) -> None:
    volunteers.vctk(tmp_path, newer=newer)
    output = run("vctk", tmp_path)
    assert header(tmp_path / "vctk_full.csv") == COLUMNS
    assert [len(rows(tmp_path / f"vctk_{name}.csv")) for name in ("full", *SETS)] == [22, 18, 2, 2]
    assert set(transcripts(tmp_path / "vctk_full.csv")) == {"ask her to bring these things it's fine"}
    assert "Skipped 13 samples that failed upon conversion." in output  # 12 of p315
    assert "Skipped 1 samples that were too short" in output
    folder = tmp_path / ("VCTK-Corpus-0.92" if newer else "VCTK-Corpus")
    size = {row["wav_filename"]: int(row["wav_filesize"]) for row in rows(tmp_path / "vctk_full.csv")}
    trimmed = size[str(folder / "wav16" / "p225" / "p225_001.wav")]
    assert 44 + 2 * 16000 * 2 <= trimmed < 44 + 2 * 16000 * 2.3  # of 4 seconds
    source = sorted(folder.glob("wav48*/p225/p225_001*"))[0]
    assert source.stat().st_size > 100_000  # source archives are unchanged


def test_voxforge(tmp_path) -> None:
    volunteers.voxforge(tmp_path)
    output = run("voxforge", tmp_path)
    lists = {name: rows(tmp_path / f"voxforge-{name}.csv") for name in SETS}
    whole = {s: [row for row in lists[s] if "Volunteer5" not in row["wav_filename"]] for s in SETS}
    found = {name: [row["transcript"] for row in kept] for name, kept in whole.items()}
    assert header(tmp_path / "voxforge-train.csv") == COLUMNS
    assert lists["dev"] and lists["test"]
    assert sum(map(len, found.values())) == 13
    assert {text for texts in found.values() for text in texts} == {"please refer to cafe"}
    for line in (
        "W using the existing files: http",
        "Volunteer5-20080318-kd5.tgz is damaged, cut short",
        "W left out: row 2 of Volunteer1-20080318-kd1/etc/PROMPTS: b0020: 25644 bytes for 20 characters",
        "W left out: row 3 of Volunteer1-20080318-kd1/etc/PROMPTS: b0021: audio file",
        "W left out: row 4 of Volunteer0-20080318-kd0/etc/PROMPTS: b0022: audio file",
    ):
        assert line in output
    before = {name: (tmp_path / f"voxforge-{name}.csv").read_text() for name in SETS}
    for number in (0, 1, 2):
        (tmp_path / "archive" / f"Volunteer{number}-20080318-kd{number}.tgz").unlink()
    run("voxforge", tmp_path)  # unpacked archives stay in their sets, whatever archives exist
    assert {name: (tmp_path / f"voxforge-{name}.csv").read_text() for name in SETS} == before


def test_voxforge_unpacked_beside_its_archives(tmp_path) -> None:
    """A volunteer's recordings are not unpacked once more, perhaps into another set."""
    volunteers.voxforge(tmp_path)
    for number in (0, 1, 2, 3, 4):
        archive = tmp_path / "archive" / f"Volunteer{number}-20080318-kd{number}.tgz"
        with tarfile.open(archive) as file:
            file.extractall(tmp_path / "archive" if number % 2 else tmp_path, **DATA_FILTER)
    output = run("voxforge", tmp_path)
    assert "Found Volunteer0-20080318-kd0 - not unpacking Volunteer0-20080318-kd0.tgz." in output
    names = [
        "/".join(Path(row["wav_filename"]).parts[-3:])
        for name in SETS
        for row in rows(tmp_path / f"voxforge-{name}.csv")
    ]
    whole = [name for name in names if "Volunteer5" not in name]
    assert len(whole) == len(set(whole)) == 13


def test_vctk_transcript_of_several_lines(tmp_path) -> None:
    volunteers.vctk(tmp_path, newer=False)
    for path in (tmp_path / "VCTK-Corpus" / "txt").glob("*/*.txt"):
        path.write_text("Ask her to bring\r\n\nthese things.\n")
    run("vctk", tmp_path)
    assert set(transcripts(tmp_path / "vctk_full.csv")) == {"ask her to bring these things"}


def test_voxforge_with_nothing_there(tmp_path) -> None:
    assert "cannot be fetched" in run("voxforge", tmp_path, fails=True)
