"""The Go binding: its own tests, its results against those of the Python binding, its example client."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from tests.bindings.report import check_client, make_commands, report, report_of, run
from tests.native.client import MODEL, ROOT, SCORER, need_client, recording
from tests.programs import need_programs

need_programs("go", "cc", how="bin/setup_bindings_go.sh")

FOLDER = ROOT / "native_client" / "go"


def go(*arguments: str, **more: str) -> str:
    return run("go", *arguments, cwd=FOLDER, GOFLAGS="-mod=mod", GOTOOLCHAIN="local", **more)


@pytest.fixture(scope="module")
def programs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the built programs."""
    need_client()
    folder = tmp_path_factory.mktemp("go")
    go("build", "-o", f"{folder}/", "./cmd/deepspeech", "./internal/report")
    go("test", "-c", "-o", str(folder / "tests"), ".")
    return folder


@pytest.mark.timeout(600)
def test_own_tests(programs: Path, tmp_path: Path) -> None:
    """`go test`. It also counts memory over 1,000 rounds of loading and freeing."""
    commands = make_commands(tmp_path)
    output = run(programs / "tests", "-test.v", cwd=FOLDER, DEEPSPEECH_TEST_COMMANDS=str(commands))
    assert output.count("--- PASS") >= 15 and "--- SKIP" not in output


def test_same_results_as_python(programs: Path) -> None:
    assert report_of(programs / "report") == report()


@pytest.mark.timeout(600)
def test_program_of_others_with_the_package(programs: Path, tmp_path: Path) -> None:
    """A program for go-astideepspeech, of which one line changes, with nothing but the package folder."""
    package, user = tmp_path / "package", tmp_path / "user"
    run("bash", FOLDER / "package.sh", package)
    user.mkdir()
    program = (ROOT / "native_client" / "tests" / "bindings" / "go" / "main.go").read_text(encoding="utf-8")
    imported = '"github.com/asticode/go-astideepspeech"'
    assert program.count(imported) == 1
    changed = program.replace(imported, 'astideepspeech "deepspeech.internal/deepspeech"')
    (user / "main.go").write_text(changed, encoding="utf-8")
    bare = {name: os.environ[name] for name in ("HOME", "PATH", "GOCACHE") if name in os.environ}
    bare |= {"GOTOOLCHAIN": "local", "GOFLAGS": "-mod=mod", "GOPROXY": "off"}
    module = "deepspeech.internal/deepspeech"
    samples = tmp_path / "samples.raw"
    samples.write_bytes(recording("test0000.wav").tobytes())
    for command in (
        ["go", "mod", "init", "user"],
        ["go", "mod", "edit", "-require", f"{module}@v0.0.0", "-replace", f"{module}={package}"],
        ["go", "mod", "edit", "-go", "1.21"],
        ["go", "build", "-o", "program", "."],
        ["./program", str(MODEL), str(SCORER), str(samples)],
    ):
        done = subprocess.run(command, cwd=user, env=bare, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
    values = dict(line.split(" ", 1) for line in done.stdout.splitlines())
    assert values["text"] == values["tokens"] == values["streamed"] == "two nine six four"


def test_example_client(programs: Path, tmp_path: Path) -> None:
    check_client(programs / "deepspeech", tmp_path)


def test_format_and_vet(programs: Path) -> None:
    assert run("gofmt", "-l", ".", cwd=FOLDER) == ""
    go("vet", "./...")
