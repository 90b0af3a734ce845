"""The Java binding: its own tests, its results against those of the Python binding, its package, Kotlin."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path
from xml.etree import ElementTree

import pytest

from deepspeech._library import runtime_path
from tests.bindings.parity import differences, header
from tests.bindings.parity import java as declarations
from tests.bindings.report import check_client, make_commands, report, report_of
from tests.bindings.test_parity import HEADER, load
from tests.native.client import MODEL, ROOT, SCORER, need_client
from tests.programs import need_programs
from tests.sets import GOLDEN

need_programs("java", "javac", "mvn", how="bin/setup_bindings_java.sh")

FOLDER = ROOT / "native_client" / "java"
BUILD = ROOT / "build" / "bindings" / "java"
USERS = ROOT / "native_client" / "tests" / "bindings"
WAV = GOLDEN / "wav" / "test0000.wav"
TIMEOUT_S = 550
MISSING = ("Could not resolve", "Could not transfer", "Non-resolvable", "offline mode", "Unknown host")

pytestmark = pytest.mark.timeout(600)


def maven(*arguments: str | Path, cwd: Path = FOLDER, **more: str) -> str:
    """Runs Maven; what it needs was fetched by bin/setup_bindings_java.sh."""
    done = subprocess.run(
        [*("mvn", "-B", "-ntp"), *map(str, arguments)],
        cwd=cwd,
        env={**os.environ, "DS_LITERT_LIBRARY": runtime_path() or "", **more},
        capture_output=True,
        text=True,
        check=False,
        timeout=TIMEOUT_S,
    )
    if done.returncode != 0 and any(reason in done.stdout for reason in MISSING):
        pytest.skip("Maven's cache lacks packages of the tests (bash bin/setup_bindings_java.sh)")
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
    return done.stdout


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that package.sh makes."""
    need_client()
    folder = tmp_path_factory.mktemp("java") / "package"
    done = subprocess.run(
        ["bash", str(FOLDER / "package.sh"), str(folder)],
        env={**os.environ, "DS_LITERT_LIBRARY": runtime_path() or ""},
        capture_output=True,
        text=True,
        check=False,
        timeout=TIMEOUT_S,
    )
    if done.returncode != 0 and any(reason in done.stdout for reason in MISSING):
        pytest.skip("Maven's cache lacks packages of the build (bash bin/setup_bindings_java.sh)")
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr
    return folder


def bare(*command: str | Path, cwd: Path) -> str:
    """Standard output of a command in an environment that names no library."""
    done = subprocess.run(
        list(map(str, command)),
        cwd=cwd,
        env={"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def install(language: str, package: Path, folder: Path) -> Path:
    """Builds a program of others in an empty folder, with this package and an empty repository.

    What was fetched from Maven Central before serves as Maven Central.
    """
    project = shutil.copytree(USERS / language, folder / language)
    cache = Path.home() / ".m2" / "repository"
    mirror = f"<mirror><id>cache</id><mirrorOf>central</mirrorOf><url>file://{cache}</url></mirror>"
    settings = folder / "settings.xml"
    settings.write_text(
        f"<settings><localRepository>{folder / 'repository'}</localRepository>"
        f"<mirrors>{mirror}</mirrors></settings>",
        encoding="utf-8",
    )
    maven("-q", "-s", settings, f"-Dpackage={package}", "compile", cwd=project)
    return project


def output_of(project: Path, program: str) -> dict[str, str]:
    """The lines that a program prints about a recording, by their first words."""
    paths = "target/classes:target/dependency/*"
    output = bare("java", "-cp", paths, program, MODEL, SCORER, WAV, cwd=project)
    return dict(line.split(" ", 1) for line in output.splitlines())


def test_own_tests(tmp_path: Path) -> None:
    """JUnit. MemoryTest counts memory over 1,000 rounds of loading and freeing."""
    need_client()
    shutil.rmtree(BUILD / "surefire-reports", ignore_errors=True)
    maven("-o", "test", DEEPSPEECH_TEST_COMMANDS=str(make_commands(tmp_path)))
    reports = [ElementTree.parse(path).getroot() for path in (BUILD / "surefire-reports").glob("*.xml")]
    counts = {key: sum(int(one.get(key, "")) for one in reports) for key in ("tests", "skipped", "failures")}
    assert counts["tests"] >= 20 and counts["skipped"] == counts["failures"] == 0


def test_same_results_as_python(tmp_path: Path) -> None:
    need_client()
    maven("-o", "-q", "test-compile")
    program = tmp_path / "report"
    paths = f"{BUILD}/classes:{BUILD}/test-classes:{BUILD}/runtime/*"
    program.write_text(f'#!/bin/sh\nexec java -cp "{paths}" org.deepspeech.libdeepspeech.Report "$@"\n')
    program.chmod(0o755)
    assert report_of(program) == report()


def test_program_of_0_9_3_with_the_package(package: Path, tmp_path: Path) -> None:
    """A program that was written for the classes of 0.9.3, in a project with nothing but the package."""
    project = install("java", package, tmp_path)
    output = output_of(project, "user.Main")
    assert output["text"] == output["tokens"] == output["streamed"] == "two nine six four"
    assert output["refused"] == "Error: External scorer is not enabled. (0x2004)."
    assert output["widths"] == "500 50 rate 16000"
    assert output["candidates"] == "3 true" and output["intermediate"] == "2"
    assert output["suppressed"] == "false"


def test_kotlin(package: Path, tmp_path: Path) -> None:
    """A caller in Kotlin, in a project with nothing but the package."""
    if not (Path.home() / ".m2/repository/org/jetbrains/kotlin/kotlin-maven-plugin").is_dir():
        pytest.skip("Maven's cache lacks the Kotlin compiler (bash bin/setup_bindings_java.sh)")
    project = install("kotlin", package, tmp_path)
    output = output_of(project, "MainKt")
    assert output["text"] == output["tokens"] == output["streamed"] == "two nine six four"
    assert output["flushed"] == output["words"] == output["text"]
    assert output["missing"] == "0x3000 true"
    assert output["freed"] == "IllegalStateException"


def test_example_client(package: Path, tmp_path: Path) -> None:
    check_client(package / "bin" / "deepspeech", tmp_path)


def test_the_package_is_complete(package: Path, tmp_path: Path) -> None:
    """Jar with native libraries, sources and Javadoc; nothing stays in the folder for temporary files."""
    version = (ROOT / "VERSION").read_text(encoding="utf-8").strip()
    files = package / "repository" / "org" / "deepspeech" / "libdeepspeech" / version
    for part in ("", "-sources", "-javadoc"):
        assert (files / f"libdeepspeech-{version}{part}.jar").is_file()
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    paths = f"{package}/lib/*"
    option = f"-Djava.io.tmpdir={temporary}"
    output = bare("java", option, "-cp", paths, "org.deepspeech.client.Main", "--version", cwd=tmp_path)
    assert output.startswith("DeepSpeech ")
    assert not [path for path in temporary.iterdir() if path.name.startswith("deepspeech")]


def test_libraries_of_a_folder_are_used(package: Path, tmp_path: Path) -> None:
    libraries = tmp_path / "libraries"
    program = ("org.deepspeech.client.Main", "--model", MODEL, "--scorer", SCORER, "--audio", WAV)
    java = ("java", f"-Ddeepspeech.library.path={libraries}", "-cp", f"{package}/lib/*", *program)
    done = subprocess.run(list(map(str, java)), capture_output=True, text=True, check=False)
    assert done.returncode != 0 and f"{libraries}/libdeepspeech.so" in done.stderr
    environment = {**os.environ, "DS_LITERT_LIBRARY": runtime_path() or ""}
    subprocess.run(["bash", str(FOLDER.parent / "libraries.sh"), str(libraries)], check=True, env=environment)
    assert bare(*java, cwd=tmp_path) == "two nine six four\n"


def test_generated_declarations_are_current() -> None:
    generator = load(FOLDER / "generate_declarations.py")
    for name, text in generator.generate(HEADER.read_text(encoding="utf-8")).items():
        path = FOLDER / declarations.SOURCES / name
        assert path.read_text(encoding="utf-8") == text, "run native_client/java/generate_declarations.py"


@pytest.mark.parametrize(
    ("pattern", "replacement", "message"),
    [
        (r"static native int DS_AddHotWord[^;]*;", "", "DS_AddHotWord is missing"),
        (r", float boost\)", ")", "DS_AddHotWord: expected 3 arguments"),
        (r"(DS_SetModelThreads\(Pointer aCtx, )@Unsigned ", r"\1", "DS_SetModelThreads, argument 2"),
        (r"Form.ADDRESS, Form.F32, Form.F32", "Form.ADDRESS, Form.F32", "struct TimedWord: expected"),
    ],
)
def test_differences_are_found(pattern: str, replacement: str, message: str, tmp_path: Path) -> None:
    source = shutil.copytree(FOLDER / declarations.SOURCES, tmp_path / declarations.SOURCES)
    text = (source / "LibDeepSpeech.java").read_text(encoding="utf-8")
    damaged, count = re.subn(pattern, replacement, text, count=1)
    assert count == 1
    (source / "LibDeepSpeech.java").write_text(damaged, encoding="utf-8")
    found = differences(header.parse(HEADER), declarations.parse(tmp_path))
    assert [line for line in found if line.startswith(message)] == found != []


def test_versions_are_those_of_the_project() -> None:
    version = (ROOT / "VERSION").read_text(encoding="utf-8").strip()
    pom = (FOLDER / "pom.xml").read_text(encoding="utf-8")
    assert re.search(r"<artifactId>libdeepspeech</artifactId>\s*<version>(.*?)<", pom).group(1) == version  # type: ignore[union-attr]
