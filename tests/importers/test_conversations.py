"""Importers of long recordings with segments, and of Att-HACK."""

from __future__ import annotations

from pathlib import Path

import pytest
import soundfile

from deepspeech_tf.importers.french import spoken_french
from tests.importers.commands import rows, run, transcripts
from tests.importers.layouts import conversations
from tests.importers.layouts.sound import damage


def test_fisher(tmp_path: Path) -> None:
    conversations.fisher(tmp_path)
    output = run("fisher", tmp_path)
    sets = {name: rows(tmp_path / f"fisher-{name}.csv") for name in ("train", "dev", "test")}
    assert [len(found) for found in sets.values()] == [9, 3, 4]  # 11 and 5 segments, 64/16/20
    names = [Path(row["wav_filename"]).name for found in sets.values() for row in found]
    assert "fe_03_00001-0.0-2.5.wav" in names
    by_name = {Path(row["wav_filename"]).name: row for found in sets.values() for row in found}
    assert by_name["fe_03_00265-33.53-33.81.wav"]["transcript"] == "correct"
    first = by_name["fe_03_00001-0.0-2.5.wav"]["wav_filename"]
    samples, rate_hz = soundfile.read(first)
    assert rate_hz == 16000 and len(samples) == 40000 and abs(samples).max() > 0.1
    assert "nonsense" in output and "[laugh]" in output
    damage(next(tmp_path.rglob("fe_03_05851.sph")))
    for path in tmp_path.rglob("fe_03_05851-*.wav"):
        path.unlink()
    assert "fe_03_05851" in run("fisher", tmp_path)
    assert sum(len(rows(tmp_path / f"fisher-{name}.csv")) for name in sets) == 11


def test_ccpmf(tmp_path: Path) -> None:
    pytest.importorskip("num2words")
    conversations.ccpmf(tmp_path)
    too_long = tmp_path / "long.txt"
    output = run("ccpmf", tmp_path, "--save_excluded_max_sec_to_disk", too_long)
    assert too_long.read_text(encoding="utf-8") == "c'est un peu long\n"
    folder = tmp_path / "transcriptionsXML_audioMP3_MEFR_CCPMF_2012-2020"
    sets = {name: rows(folder / f"ccpmf_{name}.csv") for name in ("train", "dev", "test")}
    assert [len(found) for found in sets.values()] == [0, 1, 1]
    assert sets["test"][0]["transcript"] == (
        "bonjour à tous voici cinquante mille euros à dix heures trente pour le climat"
    )
    assert soundfile.info(folder / sets["test"][0]["wav_filename"]).duration == pytest.approx(9.5)
    assert sets["dev"][0]["transcript"] == "merci"
    assert "20130101_Autre.xml" in output and "20120101_Budget_soir_wmv_0_fre_minefi.xml" in output
    run("ccpmf", tmp_path)
    assert rows(folder / "ccpmf_test.csv") == sets["test"]
    assert "download them from" in run("ccpmf", tmp_path / "none", fails=True)


def test_ccpmf_without_a_part(tmp_path: Path) -> None:
    pytest.importorskip("num2words")
    conversations.ccpmf(tmp_path)
    next(tmp_path.glob("*.zip.001")).unlink()
    assert "parts of" in run("ccpmf", tmp_path, fails=True)


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("50 000 €", "cinquante mille euros"),
        ("70-80 %", "soixante-dix à quatre-vingts pour cent"),
        ("à 10:30", "à dix heures trente"),
        ("2,5 m²", "deux virgule cinq mètres carrés"),
        ("en 3D", "en trois D"),
        ("peut-être", "peut-être"),
    ],
)
def test_spoken_french(written: str, spoken: str) -> None:
    pytest.importorskip("num2words")
    assert spoken_french(written) == spoken


def test_atthack(tmp_path: Path) -> None:
    conversations.atthack(tmp_path)
    too_long = tmp_path / "long.txt"
    output = run("atthack", tmp_path, "--save_excluded_max_sec_to_disk", too_long)
    taken = [transcripts(tmp_path / f"Att-HACK_{name}.csv") for name in ("train", "dev", "test")]
    assert sorted(taken) == [[], [], ["bonjour"]]
    assert too_long.read_text() == "trop long\n"
    assert "F05_a2_v001_CTI" in output and "F05_a3_v001_CTI" in output
    again = run("atthack", tmp_path, "--max_sec", 15)  # files of a run are not recordings for the next one
    assert "_16k" not in again.replace("_16k.wav: ", "")
    count = sum(len(rows(tmp_path / f"Att-HACK_{name}.csv")) for name in ("train", "dev", "test"))
    assert count == 2
    damage(next(tmp_path.rglob("F05_a0_v001_CTI.wav")))
    next(tmp_path.rglob("F05_a0_v001_CTI_16k.wav")).unlink()
    assert "F05_a0_v001_CTI" in run("atthack", tmp_path, "--max_sec", 15)
