"""A Python 3.9 with the packages of 0.9.3, made once in `build/bindings`."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.native.client import ROOT

BUILD = ROOT / "build" / "bindings"
PACKAGES = ("deepspeech==0.9.3", "ds_ctcdecoder==0.9.3", "numpy<2")


def fetch(*command: str, cwd: Path) -> None:
    """Runs a function that needs a network; skips the test if it fails."""
    try:
        done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False, timeout=200)
    except subprocess.TimeoutExpired:
        pytest.skip(f"no answer within 200 s: {' '.join(command)}")
    if done.returncode != 0:
        pytest.skip(f"could not be fetched: {' '.join(command)}: {done.stderr.strip()[-300:]}")


def find_python() -> str:
    """A Python 3.9, for which wheels of 0.9.3 exist."""
    versions = Path.home().glob(".pyenv/versions/3.9*/bin/python3.9")
    for program in filter(None, [shutil.which("python3.9"), *map(str, versions)]):
        if subprocess.run([program, "-c", ""], capture_output=True, check=False).returncode == 0:
            return program
    pytest.skip("Python 3.9 is not installed")


def make_environment() -> Path:
    """The folder of the virtual environment."""
    folder = BUILD / "python3.9"
    if not (folder / "complete").exists():
        BUILD.mkdir(parents=True, exist_ok=True)
        subprocess.run([find_python(), "-m", "venv", "--clear", str(folder)], check=True)
        pip = [
            str(folder / "bin" / "python"),
            "-m",
            "pip",
            "install",
            "--quiet",
            "--disable-pip-version-check",
        ]
        fetch(*pip, "--no-deps", *PACKAGES, cwd=BUILD)
        (folder / "complete").touch()
    return folder
