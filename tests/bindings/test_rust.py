"""The Rust binding: its own tests, its results against those of the Python binding, its example client."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from tests.bindings.report import LIBRARY, check_client, make_commands, report, report_of, run
from tests.native.client import MODEL, ROOT, SCORER, need_client, recording
from tests.programs import need_programs

need_programs("cargo", "cc", how="bin/setup_bindings_rust.sh")

FOLDER = ROOT / "native_client" / "rust"
TARGET = ROOT / "build" / "bindings" / "rust_target"
HEADER = ROOT / "native_client" / "include" / "deepspeech.h"


def cargo(*arguments: str, cwd: Path = FOLDER, **more: str) -> str:
    return run("cargo", *arguments, cwd=cwd, CARGO_TARGET_DIR=str(TARGET), CARGO_NET_OFFLINE="true", **more)


@pytest.fixture(scope="module")
def programs() -> Path:
    """The folder of the built programs."""
    need_client()
    cargo("build", "--examples")
    return TARGET / "debug" / "examples"


@pytest.mark.timeout(600)
def test_own_tests(programs: Path, tmp_path: Path) -> None:
    """`cargo test`. It also counts memory over 1,000 rounds of loading and freeing."""
    commands = make_commands(tmp_path)
    output = cargo("test", DEEPSPEECH_TEST_COMMANDS=str(commands))
    passed = [line for line in output.splitlines() if line.startswith("test ") and line.endswith("... ok")]
    assert len(passed) >= 14 and "ignored;" in output


def test_same_results_as_python(programs: Path) -> None:
    assert report_of(programs / "report") == report()


def test_example_client(programs: Path, tmp_path: Path) -> None:
    check_client(programs / "client", tmp_path)


@pytest.mark.timeout(600)
def test_program_of_others_with_the_package(programs: Path, tmp_path: Path) -> None:
    """A program for the crate `deepspeech` 0.9.1, unchanged, with nothing but the package folder."""
    package, user = tmp_path / "package", tmp_path / "user"
    run("bash", FOLDER / "package.sh", package)
    source = ROOT / "native_client" / "tests" / "bindings" / "rust"
    shutil.copytree(source, user)
    settings = (source / "Cargo.toml").read_text(encoding="utf-8")
    assert settings.count('deepspeech = "=0.9.1"') == 1
    changed = settings.replace('deepspeech = "=0.9.1"', f'deepspeech = {{ path = "{package}" }}')
    (user / "Cargo.toml").write_text(changed, encoding="utf-8")
    samples = tmp_path / "samples.raw"
    samples.write_bytes(recording("test0000.wav").tobytes())
    run("cargo", "build", "--offline", cwd=user, CARGO_TARGET_DIR=str(tmp_path / "target"))
    program = tmp_path / "target" / "debug" / "bindings_rust"
    paths = {"LD_LIBRARY_PATH": str(package / "lib"), "DS_LITERT_LIBRARY": ""}
    output = run(program, MODEL, SCORER, samples, **paths)
    values = dict(line.split(" ", 1) for line in output.splitlines())
    assert values["text"] == values["tokens"] == values["streamed"] == "two nine six four"
    assert (LIBRARY / "libdeepspeech.so").read_bytes() == (package / "lib" / "libdeepspeech.so").read_bytes()


def test_format_lints_and_documentation(programs: Path) -> None:
    if shutil.which("cargo-clippy") is None or shutil.which("rustfmt") is None:
        pytest.skip("clippy or rustfmt is not installed")
    cargo("fmt", "--check")
    cargo("clippy", "--all-targets", "--", "-D", "warnings")
    cargo("doc", "--no-deps", RUSTDOCFLAGS="-D warnings")


def test_declarations_are_those_of_the_header() -> None:
    """Functions with their number of parameters, and status codes."""
    header = HEADER.read_text(encoding="utf-8")
    functions = re.findall(r"^DEEPSPEECH_EXPORT [\w\s*]*?\b(DS_\w+)\(([^)]*)\);", header, re.MULTILINE)
    expected = {name: 0 if rest.strip() == "void" else rest.count(",") + 1 for name, rest in functions}
    source = (FOLDER / "src" / "sys.rs").read_text(encoding="utf-8")
    declared = {name: rest.count(": ") for name, rest in re.findall(r"pub fn (DS_\w+)\(([^)]*)\)", source)}
    assert len(expected) > 40 and declared == expected
    codes = re.findall(r"APPLY\(DS_ERR_\w+,\s*(0x[0-9A-F]+),", header)
    errors = (FOLDER / "src" / "errors.rs").read_text(encoding="utf-8")
    assert ["0x0000", *re.findall(r"^    \w+ = (0x[0-9A-F]+),", errors, re.MULTILINE)] == codes
