"""Importers of Mandarin corpora."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.importers.commands import header, rows, run, transcripts
from tests.importers.layouts import chinese
from tests.importers.layouts.sound import damage


def test_aishell(tmp_path: Path) -> None:
    output = run("aishell", chinese.aishell(tmp_path), "--target_dir", tmp_path / "out")
    assert header(tmp_path / "out" / "aishell_train.csv") == "wav_filename,wav_filesize,transcript"
    assert transcripts(tmp_path / "out" / "aishell_train.csv") == ["而 对 楼市 121"]  # 11 s are too long
    assert transcripts(tmp_path / "out" / "aishell_dev.csv") == ["而 对 楼市 121", "而 对 楼市 122"]
    assert transcripts(tmp_path / "out" / "aishell_test.csv") == ["而 对 楼市 121"]
    assert "S0003.tar.gz" in output and "BAC009S0002W0999" in output
    assert "Imported 2 samples." in output  # of dev
    damage(tmp_path / "out" / "data_aishell" / "dev" / "S0724" / "BAC009S0724W0122.wav")
    output = run("aishell", tmp_path / "data_aishell.tgz", "--target_dir", tmp_path / "out")
    assert transcripts(tmp_path / "out" / "aishell_dev.csv") == ["而 对 楼市 121"]
    assert "BAC009S0724W0122" in output and "not unpacking" in output


def test_aidatatang(tmp_path: Path) -> None:
    run("aidatatang", chinese.aidatatang(tmp_path))
    assert [len(rows(tmp_path / f"aidatatang_{name}.csv")) for name in ("train", "dev", "test")] == [1, 2, 2]
    assert transcripts(tmp_path / "aidatatang_train.csv") == ["以后 你 是 男孩子"]
    damage(next((tmp_path / "aidatatang_200zh" / "corpus" / "test").rglob("*S0001.wav")))
    output = run("aidatatang", tmp_path / "aidatatang_200zh.tgz")
    assert len(rows(tmp_path / "aidatatang_test.csv")) == 1 and "S0001.wav" in output


def test_freestmandarin(tmp_path: Path) -> None:
    archive = chinese.freestmandarin(tmp_path)
    output = run("freestmandarin", archive)
    sets = {name: rows(tmp_path / f"freestmandarin_{name}.csv") for name in ("train", "dev", "test")}
    assert [len(found) for found in sets.values()] == [16, 1, 1]
    assert "20170001P00001A0007" in output  # over 10 s, which training does not take
    assert all(row["transcript"].startswith("我国") for found in sets.values() for row in found)
    assert "20170001P00001A0003" in output  # has no transcript
    before = sets["train"]
    run("freestmandarin", archive)
    assert rows(tmp_path / "freestmandarin_train.csv") == before
    damage(Path(before[0]["wav_filename"]))
    assert Path(before[0]["wav_filename"]).name in run("freestmandarin", archive)


@pytest.mark.parametrize("name", ["aishell", "aidatatang", "freestmandarin"])
def test_no_archive(name: str, tmp_path: Path) -> None:
    assert "no such file" in run(name, tmp_path / "none.tgz", fails=True)
