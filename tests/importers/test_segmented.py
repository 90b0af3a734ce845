"""TED-LIUM, Switchboard, TIMIT: layouts, segments, sets, counts, damaged members."""

from __future__ import annotations

import numpy as np
import pytest
import soundfile

from tests.importers.commands import header, rows, run, transcripts
from tests.importers.layouts import segmented
from tests.importers.layouts.sound import tar

COLUMNS = "wav_filename,wav_filesize,transcript"


@pytest.mark.parametrize("upper", [True, False])
def test_timit(tmp_path, upper) -> None:
    segmented.timit(tmp_path, upper=upper)
    output = run("timit", tmp_path)
    folder = tmp_path / "TIMIT"
    assert header(folder / "timit_all.csv") == COLUMNS
    assert transcripts(folder / "timit_train.csv") == [
        "even then if she took one step forward he could catch her",
        "the emperor had a mean temper",
    ]
    assert transcripts(folder / "timit_test.csv") == ["who says a one way street"]
    assert len(rows(folder / "timit_all.csv")) == 3
    first = rows(folder / "timit_train.csv")[0]["wav_filename"]
    assert first.lower() == str(folder / "train/dr1/fcjf0/si1027_rif.wav").lower()
    assert "Skipped 1 samples that failed upon conversion." in output and "left out: " in output
    assert "Imported 3 samples." in run("timit", tmp_path)  # converted files are not taken for more


def test_timit_from_its_archive(tmp_path) -> None:
    segmented.timit(tmp_path / "made")
    tar(tmp_path / "TIMIT-LDC93S1.tgz", tmp_path / "made" / "TIMIT", "TRAIN", "TEST", "DOC")
    assert "Imported 3 samples." in run("timit", tmp_path)
    assert "Imported 3 samples." in run("timit", tmp_path / "made" / "TIMIT")
    assert "TIMIT-LDC93S1.tgz cannot be read" in run("timit", tmp_path / "none", fails=True)


def test_ted(tmp_path) -> None:
    segmented.ted(tmp_path)
    output = run("ted", tmp_path)
    assert header(tmp_path / "ted-train.csv") == COLUMNS
    wanted = ["i 'd like to share with you the cafe", "a discovery", "that i made"]
    assert transcripts(tmp_path / "ted-train.csv") == wanted
    assert transcripts(tmp_path / "ted-dev.csv") == wanted
    assert transcripts(tmp_path / "ted-test.csv") == wanted[:1]  # of the talk a third is missing
    first = rows(tmp_path / "ted-train.csv")[0]
    wavs = tmp_path / "TEDLIUM_release2" / "train" / "wav"
    assert first["wav_filename"] == str(wavs / "AimeeMullins_2009P-1.5-4.25.wav")
    assert int(first["wav_filesize"]) == 44 + 2 * int(2.75 * 16000)
    assert "row 9 of dev/stm/AlGore_2009.stm: must have at least 7 fields" in output
    assert "row 7 of train/stm/AimeeMullins_2009P.stm: " in output and "must lie inside" in output
    assert "Skipped 1 samples that failed on transcript validation." in output


def test_switchboard(tmp_path) -> None:
    segmented.switchboard(tmp_path)
    output = run("swb", tmp_path)
    folder = tmp_path / "LDC97S62"
    assert header(folder / "swb-train.csv") == COLUMNS
    assert [len(rows(folder / f"swb-{name}.csv")) for name in ("train", "dev", "test")] == [7, 2, 3]
    assert set(transcripts(folder / "swb-train.csv")) == {"hi um yeah i'd like to", "okay well"}
    first, _, other = (row["wav_filename"] for row in rows(folder / "swb-train.csv")[:3])
    assert first == str(folder / "swb1_d1-split-wav" / "sw2001A-ms98-a-trans-0.977625-3.5.wav")
    assert np.abs(soundfile.read(first)[0]).max() > 0.2
    assert np.abs(soundfile.read(other)[0]).max() < 0.01  # the other side is silent
    assert "Skipped 4 samples that failed upon conversion." in output
    assert "Skipped 16 samples that failed on transcript validation." in output
    before = (folder / "swb-dev.csv").read_text()
    run("swb", tmp_path)  # again, with files that are already unpacked and cut
    assert (folder / "swb-dev.csv").read_text() == before


def test_switchboard_without_its_archive(tmp_path) -> None:
    assert "swb1_LDC97S62.tgz cannot be read: no such file" in run("swb", tmp_path, fails=True)
