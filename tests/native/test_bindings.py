"""Bindings that others made for 0.9.3 compile and run unchanged on our header and library.

They are fetched by their own package managers; each test is skipped where that cannot be done. What is
fetched and built stays in `build/bindings`.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from deepspeech._library import runtime_path
from tests.native.client import CLIENT, MODEL, ROOT, SCORER, answers, need_client, recording
from tests.native.python39 import BUILD, fetch, make_environment

SOURCES = ROOT / "native_client" / "tests" / "bindings"
HEADERS = ROOT / "native_client" / "include"
LIBRARY = CLIENT / "lib"
WAV = "test0001.wav"


def environment(**more: str) -> dict[str, str]:
    return {**os.environ, "DS_LITERT_LIBRARY": runtime_path() or "", "LD_LIBRARY_PATH": str(LIBRARY), **more}


def build(*command: str, cwd: Path, **more: str) -> None:
    done = subprocess.run(
        command, cwd=cwd, env=environment(**more), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def copy(name: str) -> Path:
    """The program of a binding in a separate folder, where its package manager may leave files."""
    folder = BUILD / name
    shutil.copytree(SOURCES / name, folder, dirs_exist_ok=True)
    return folder


def check_transcripts(tmp_path: Path, *command: str, **more: str) -> str:
    """Runs a program on a golden recording, compares its output with the golden results; returns the rest."""
    samples = tmp_path / "samples.raw"
    samples.write_bytes(recording(WAV).tobytes())
    done = subprocess.run(
        [*command, str(MODEL), str(SCORER), str(samples)],
        env=environment(**more),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    answer = next(file for file in answers("stream_tfl.json")["files"] if file["wav"] == WAV)
    best = answer["meta"][0]
    values = dict(line.split(" ", 1) for line in done.stdout.splitlines())
    assert values["rate"] == "16000"
    assert values["text"] == values["tokens"] == values["streamed"] == answer["stt"]
    assert int(values["candidates"]) == 3
    assert float(values["confidence"]) == pytest.approx(best["confidence"], abs=2e-3)
    assert values["first"] == f"token at {best['tokens'][0][2]:.2f} s"
    return done.stdout


def test_rust_crate(tmp_path: Path) -> None:
    """The crate `deepspeech`."""
    need_client()
    if shutil.which("cargo") is None:
        pytest.skip("cargo is not installed")
    folder = copy("rust")
    fetch("cargo", "fetch", "--quiet", cwd=folder)
    build("cargo", "build", "--quiet", "--offline", cwd=folder, LIBRARY_PATH=str(LIBRARY))
    check_transcripts(tmp_path, str(folder / "target" / "debug" / "bindings_rust"))


def test_go_module(tmp_path: Path) -> None:
    """The module `github.com/asticode/go-astideepspeech`."""
    need_client()
    if shutil.which("go") is None or shutil.which("c++") is None:
        pytest.skip("go or a C++ compiler is not installed")
    folder = copy("go")
    fetch("go", "mod", "download", cwd=folder)
    flags = {"CGO_CXXFLAGS": f"-I{HEADERS}", "CGO_LDFLAGS": f"-L{LIBRARY}", "GOFLAGS": "-mod=mod"}
    build("go", "build", "-o", "bindings_go", ".", cwd=folder, **flags)
    check_transcripts(tmp_path, str(folder / "bindings_go"))


def test_python_extension_of_0_9_3(tmp_path: Path) -> None:
    """The extension module in the wheel of 0.9.3, with our library in place of its own."""
    need_client()
    environment_folder = make_environment()
    program = environment_folder / "bin" / "python"
    installed = next(environment_folder.glob("lib/python3.9/site-packages/deepspeech"))
    package = tmp_path / "package" / "deepspeech"
    shutil.copytree(installed, package, ignore=shutil.ignore_patterns("__pycache__", "libdeepspeech.so"))
    (package / "lib").mkdir(exist_ok=True)
    shutil.copy(LIBRARY / "libdeepspeech.so", package / "lib")
    script = str(SOURCES / "python_0_9_3.py")
    output = check_transcripts(tmp_path, str(program), script, PYTHONPATH=str(package.parent))
    assert "refused CreateModel failed with 'Failed to initialize memory mapped model.' (0x3000)" in output
