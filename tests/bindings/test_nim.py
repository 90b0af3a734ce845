"""The Nim binding: its own tests, its results against those of the Python binding, package and client."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from tests.bindings.report import check_client, make_commands, report, report_of, run
from tests.native.client import MODEL, ROOT, SCORER, need_client
from tests.programs import need_programs
from tests.sets import GOLDEN

need_programs("nim", "nimble", "cc", how="bin/setup_bindings_nim.sh")

FOLDER = ROOT / "native_client" / "nim"
OPTIONS = ("c", "--hints:off", "--warnings:off", "--threads:on")
USER = """
import std/os
import deepspeech
import ../package/examples/wav

proc main() =
  var model = createModel(paramStr(1))
  model.enableExternalScorer(paramStr(2))
  let samples = readWav(paramStr(3)).samples
  echo model.speechToText(samples)
  var stream = model.createStream
  stream.feedAudioContent(samples)
  echo stream.finishStreamWithMetadata(3).transcripts[0]

main()
"""
COPY = """
import deepspeech

proc main() =
  var model = createModel("model")
  var other = {value}
  echo model.sampleRate, other.sampleRate

main()
"""


def compile_nim(source: Path, program: Path, *options: str) -> subprocess.CompletedProcess[str]:
    command = ["nim", *OPTIONS, *options, f"--nimcache:{program}_cache", f"-o:{program}", str(source)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def programs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the built programs."""
    need_client()
    folder = tmp_path_factory.mktemp("nim")
    for name in ("examples/client", "examples/report", "tests/golden", "tests/growth"):
        done = compile_nim(FOLDER / f"{name}.nim", folder / Path(name).name, "--gc:orc")
        assert done.returncode == 0, done.stdout + done.stderr
    return folder


@pytest.mark.timeout(600)
def test_own_tests(programs: Path, tmp_path: Path) -> None:
    commands = make_commands(tmp_path)
    output = run(programs / "golden", DEEPSPEECH_TEST_COMMANDS=str(commands))
    assert output.count("[OK]") >= 11 and "[FAILED]" not in output and "[SKIPPED]" not in output


@pytest.mark.timeout(600)
def test_a_thousand_rounds_do_not_grow(programs: Path) -> None:
    assert "grown by" in run(programs / "growth", cwd=programs)


def test_same_results_as_python(programs: Path) -> None:
    assert report_of(programs / "report") == report()


def test_example_client(programs: Path, tmp_path: Path) -> None:
    check_client(programs / "client", tmp_path)


@pytest.mark.timeout(600)
def test_program_with_the_installed_package(programs: Path, tmp_path: Path) -> None:
    """`nimble install` from the package folder; a program finds package and libraries by itself."""
    package, user = tmp_path / "package", tmp_path / "user"
    run("bash", FOLDER / "package.sh", package)
    installed = ("--accept", "--offline", f"--nimbleDir:{tmp_path}/nimble")
    run("nimble", *installed, "install", cwd=package)
    user.mkdir()
    (user / "program.nim").write_text(USER, encoding="utf-8")
    paths = [path.parent for path in (tmp_path / "nimble").rglob("deepspeech.nim")]
    assert len(paths) == 1 and (paths[0] / "lib" / "libdeepspeech.so").is_file()
    done = compile_nim(user / "program.nim", user / "program", "--gc:arc", f"--path:{paths[0]}")
    assert done.returncode == 0, done.stdout + done.stderr
    arguments = [str(MODEL), str(SCORER), str(GOLDEN / "wav" / "test0000.wav")]
    bare = {name: os.environ[name] for name in ("HOME", "PATH") if name in os.environ}
    done = subprocess.run(
        [str(user / "program"), *arguments], env=bare, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (0, "two nine six four\n" * 2), done.stderr


@pytest.mark.parametrize(("value", "accepted"), [("move(model)", True), ("model", False)])
def test_models_can_be_moved_but_not_copied(
    value: str, accepted: bool, programs: Path, tmp_path: Path
) -> None:
    source = tmp_path / "copy.nim"
    source.write_text(COPY.format(value=value), encoding="utf-8")
    done = compile_nim(source, tmp_path / "copy", "--gc:orc", "--compileOnly", f"--path:{FOLDER}")
    assert (done.returncode == 0) == accepted, done.stderr
    assert accepted or "'=copy' is not available" in done.stdout + done.stderr


def test_other_memory_managements_are_refused(programs: Path, tmp_path: Path) -> None:
    done = compile_nim(FOLDER / "deepspeech.nim", tmp_path / "refused", "--gc:refc", "--compileOnly")
    assert done.returncode != 0 and "--gc:orc" in done.stdout + done.stderr


def test_no_warnings(programs: Path) -> None:
    """Neither the package nor its programs make the compiler warn."""
    for name in ("deepspeech.nim", "examples/client.nim", "examples/report.nim", "tests/golden.nim"):
        command = ["nim", "check", "--gc:orc", "--threads:on", "--hints:off", str(FOLDER / name)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.returncode == 0 and "Warning" not in done.stdout + done.stderr, done.stdout + done.stderr
