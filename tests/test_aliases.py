"""Wheels without contents that satisfy requirements on DeepSpeech and Coqui STT."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
WANTED = {
    "deepspeech": "0.9.3+tf2", "deepspeech-tflite": "0.9.3+tf2", "ds_ctcdecoder": "0.9.3+tf2",
    "stt": "1.4.0+tf2", "coqui-stt-ctcdecoder": "1.4.0+tf2",
}  # fmt: skip
REQUIREMENTS = (
    "deepspeech==0.9.3", "deepspeech-tflite==0.9.3", "ds_ctcdecoder==0.9.3", "stt>=1.3", "stt==1.4.0",
    "coqui-stt-ctcdecoder==1.4.0",
)  # fmt: skip


def pip(*arguments: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "pip", *map(str, arguments), "--disable-pip-version-check", "--no-input"],
        capture_output=True, text=True, check=False, timeout=240,
    )  # fmt: skip


@pytest.fixture(scope="module")
def dist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with the wheels."""
    pytest.importorskip("setuptools")
    folder = tmp_path_factory.mktemp("dist")
    subprocess.run([sys.executable, ROOT / "packaging" / "aliases.py", folder], check=True, cwd=folder)
    return folder


def metadata(wheel: Path) -> dict[str, str]:
    with zipfile.ZipFile(wheel) as archive:
        [name] = [one for one in archive.namelist() if one.endswith("METADATA")]
        lines = archive.read(name).decode().splitlines()
    return dict(line.split(": ", 1) for line in lines if ": " in line)


def test_wheels_have_metadata_only(dist: Path) -> None:
    wheels = sorted(dist.glob("*.whl"))
    found = {}
    for wheel in wheels:
        fields = metadata(wheel)
        found[fields["Name"]] = fields["Version"]
        assert fields["Requires-Dist"] == "deepspeech-tf"
        assert wheel.name.endswith("-py3-none-any.whl")
        with zipfile.ZipFile(wheel) as archive:
            assert all(".dist-info/" in name for name in archive.namelist())
    assert found == WANTED


def test_pip_accepts_them(dist: Path, tmp_path: Path) -> None:
    options = ("--quiet", "--no-index", "--no-deps", "--find-links", dist, "-d", tmp_path)
    done = pip("download", *options, *REQUIREMENTS)
    assert done.returncode == 0, done.stderr
    assert sorted(one.name for one in tmp_path.iterdir()) == sorted(one.name for one in dist.iterdir())


def test_requirements_of_published_programs_are_satisfied(dist: Path, tmp_path: Path) -> None:
    """Their requirements on our names, as published; packaging/check_aliases.sh installs and runs them."""
    requirements = pytest.importorskip("packaging.requirements")
    done = pip("download", "--quiet", "--no-deps", "-d", tmp_path, "pydeepspeech==1.1.7")
    if done.returncode:
        pytest.skip(f"the package index cannot be reached: {done.stderr.strip()[-200:]}")
    with zipfile.ZipFile(next(tmp_path.glob("pydeepspeech*.whl"))) as archive:
        [name] = [one for one in archive.namelist() if one.endswith("METADATA")]
        lines = archive.read(name).decode().splitlines()
    wanted = [
        requirements.Requirement(line[15:]) for line in lines if line.startswith("Requires-Dist: deepspeech")
    ]
    assert [one.name for one in wanted] == ["deepspeech"]
    assert wanted[0].specifier.contains(WANTED["deepspeech"])
    assert metadata(next(dist.glob("deepspeech-0*.whl")))["Version"] == WANTED["deepspeech"]


def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    done = subprocess.run(
        [sys.executable, ROOT / "packaging" / "aliases.py", tmp_path / "file" / "dist"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 1 and done.stderr.startswith("E ") and "Not a directory" in done.stderr
