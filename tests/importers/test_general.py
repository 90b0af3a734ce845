"""LDC93S1, LibriSpeech, LJSpeech, Kaldi directories, audio beside text: layouts, counts, damaged members."""

from __future__ import annotations

import numpy as np
import pytest
import soundfile

from tests.importers.commands import header, rows, run, transcripts
from tests.importers.layouts import general
from tests.importers.layouts.sound import damage, tar

COLUMNS = "wav_filename,wav_filesize,transcript"


def test_ldc93s1(tmp_path) -> None:
    general.ldc93s1(tmp_path)
    run("ldc93s1", tmp_path)
    assert header(tmp_path / "ldc93s1.csv") == COLUMNS
    assert rows(tmp_path / "ldc93s1.csv") == [
        {
            "wav_filename": str(tmp_path / "LDC93S1.wav"),
            "wav_filesize": str(44 + 2 * 46400),
            "transcript": "she had your dark suit in greasy wash water all year",
        }
    ]


def test_damaged_ldc93s1(tmp_path) -> None:
    general.ldc93s1(tmp_path)
    damage(tmp_path / "LDC93S1.wav")
    output = run("ldc93s1", tmp_path, fails=True)
    assert "E no clip could be used. Received: 1 clips" in output
    assert not (tmp_path / "ldc93s1.csv").exists()


def test_nothing_there_and_no_network(tmp_path) -> None:
    output = run("ldc93s1", tmp_path, fails=True)
    assert "E https://catalog.ldc.upenn.edu" in output and "save it as" in output


def test_librivox(tmp_path) -> None:
    general.librispeech(tmp_path)
    tar(tmp_path / "test-clean.tar.gz", tmp_path, "LibriSpeech/SPEAKERS.TXT")  # not looked at
    run("librivox", tmp_path, "--sets", "dev-clean")
    csv = tmp_path / "librivox-dev-clean.csv"
    assert header(csv) == COLUMNS
    assert transcripts(csv) == ["go do you hear", "but in less than five minutes", "o it's cafe"]
    wavs = tmp_path / "LibriSpeech" / "dev-clean-wav"
    assert rows(csv)[0]["wav_filename"] == str(wavs / "84-121123-0000.wav")


def test_librivox_from_another_archive(tmp_path) -> None:
    """An archive with a wrong checksum is rejected."""
    general.librispeech(tmp_path / "made")
    tar(tmp_path / "dev-clean.tar.gz", tmp_path / "made", "LibriSpeech")
    output = run("librivox", tmp_path, "--sets", "dev-clean", fails=True)
    assert "E " in output and "md5 must be 42e2234ba48799c1f50f24a7926300a1" in output


def test_librispeech(tmp_path) -> None:
    general.librispeech(tmp_path, "train-clean-100")
    general.librispeech(tmp_path, "dev-other")
    run("librispeech", tmp_path, "--normalize", "--target_dir", tmp_path / "out")
    assert transcripts(tmp_path / "out" / "train.csv") == transcripts(
        tmp_path / "out" / "train-clean-100.csv"
    )
    assert len(rows(tmp_path / "out" / "dev.csv")) == 3
    assert not (tmp_path / "out" / "test.csv").exists()
    first = rows(tmp_path / "out" / "train.csv")[0]["wav_filename"]
    assert first == "../LibriSpeech/train-clean-100-wav/84-121123-0000.wav"


@pytest.mark.parametrize("options", [[], ["--keep_flac"]])
def test_damaged_librispeech(tmp_path, options) -> None:
    general.damaged_librispeech(tmp_path)
    output = run("librispeech", tmp_path, *options)
    assert "Imported 2 samples.\nSkipped 1 samples that failed upon conversion." in output
    assert "W left out: 84-121123-0001 of " in output
    assert transcripts(tmp_path / "dev.csv") == ["go do you hear", "o it's café"]


def test_ljspeech(tmp_path) -> None:
    general.ljspeech(tmp_path)
    output = run("ljspeech", tmp_path)
    assert "Imported 11 samples." in output and "row 3 of metadata.csv: LJ001-0003" in output
    counts = [len(rows(tmp_path / f"ljspeech_{name}.csv")) for name in ("train", "dev", "test")]
    assert counts == [8, 1, 2]
    assert transcripts(tmp_path / "ljspeech_dev.csv") == ["in being only so"]


def test_ljspeech_from_an_archive_cut_short(tmp_path) -> None:
    general.ljspeech(tmp_path / "made")
    archive = tar(tmp_path / "LJSpeech-1.1.tar.bz2", tmp_path / "made", "LJSpeech-1.1")
    whole = archive.read_bytes()
    archive.write_bytes(whole[: len(whole) // 2])
    assert "is damaged, cut short" in run("ljspeech", tmp_path, fails=True)
    archive.write_bytes(whole)  # files unpacked from the first archive are not mistaken for all files
    assert "Imported 11 samples." in run("ljspeech", tmp_path)


def test_kaldi(tmp_path) -> None:
    general.kaldi(tmp_path)
    data, out = tmp_path / "data", tmp_path / "out"
    output = run("kaldi", data / "train", data / "test", "--target_dir", out, "--audio_root", tmp_path)
    assert transcripts(out / "train.csv") == ["hello there", "yes", "who is it"]
    assert transcripts(out / "test.csv") == ["good morning"]
    for reason in (
        "must lie inside",
        "no recording ''",
        "must have start and end",
        "none.wav",
    ):
        assert reason in output
    first, _, other = (soundfile.read(out / row["wav_filename"])[0] for row in rows(out / "train.csv"))
    assert len(first) == 32000 and np.abs(first).max() > 0.2
    assert np.abs(other).max() < 0.01  # the second channel is silent


def test_folder(tmp_path) -> None:
    general.folder_of_texts(tmp_path)
    output = run("folder", tmp_path, "--left_out", tmp_path / "left_out.csv")
    assert sorted(transcripts(tmp_path / "data.csv")) == ["five", "four", "one two", "seven", "three"]
    for name in ("W left out: c.wav", "W left out: d.wav", "W left out: f.flac"):
        assert name in output
    assert "Skipped 3 samples that failed upon conversion." in output
    assert len((tmp_path / "left_out.csv").read_text().splitlines()) == 4
    before = (tmp_path / "data.csv").read_text()
    run("folder", tmp_path)  # files of the first run are not mistaken for clips
    assert (tmp_path / "data.csv").read_text() == before


def test_folder_in_sets(tmp_path) -> None:
    general.folder_of_texts(tmp_path / "in")
    run("folder", tmp_path / "in", "--target_dir", tmp_path / "out", "--split")
    assert [len(rows(tmp_path / "out" / f"{n}.csv")) for n in ("train", "dev", "test")] == [3, 1, 1]


def test_folder_without_audio(tmp_path) -> None:
    assert "must have audio files" in run("folder", tmp_path, fails=True)


def test_no_clip_is_taken(tmp_path) -> None:
    """Each is named with its reason; there is no CSV file of nothing, and those of an earlier run stay."""
    general.ljspeech(tmp_path)
    folder = tmp_path / "LJSpeech-1.1"
    alphabet = tmp_path / "alphabet.txt"
    alphabet.write_text("x\n", encoding="utf-8")
    for earlier in ({}, {"train": "of an earlier run\n"}):
        for name, text in earlier.items():
            (folder / f"ljspeech_{name}.csv").write_text(text, encoding="utf-8")
        output = run("ljspeech", folder, "--filter_alphabet", alphabet, fails=True)
        taken = len((folder / "metadata.csv").read_text(encoding="utf-8").splitlines())
        assert f"E no clip could be used. Received: {taken} clips; no CSV file was written" in output
        assert output.count("W left out: row ") == taken and "Writing" not in output
        assert {path.name: path.read_text() for path in folder.glob("ljspeech_*.csv")} == {
            f"ljspeech_{name}.csv": text for name, text in earlier.items()
        }
