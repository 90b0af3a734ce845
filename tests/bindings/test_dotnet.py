"""The .NET binding on mono and .NET Core: own tests, equality with Python, package, example client."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.bindings.report import check_client, make_commands, report, report_of, run
from tests.native.client import MODEL, ROOT, SCORER, need_client
from tests.programs import need_programs
from tests.sets import GOLDEN

need_programs("mcs", "mono", how="bin/setup_bindings_dotnet.sh")

FOLDER = ROOT / "native_client" / "dotnet"
SHAPE = ROOT / "native_client" / "tests" / "bindings" / "dotnet"
DOTNET = ROOT / "build" / "bindings" / "dotnetcore2" / "dotnetcore2" / "bin" / "dotnet"
RUNTIMES = ("mono", "dotnet")
# What the program of native_client/tests/bindings/dotnet prints. It feeds the header of the file, too.
PRINTED = {
    "text": "two nine six four",
    "streamed": "two nine six four",
    "missing": "missing.pbmm",
}


def runtime_program(runtime: str) -> str:
    """The program that runs assemblies."""
    if runtime == "dotnet" and not DOTNET.is_file():
        pytest.skip(f"{DOTNET.relative_to(ROOT)} is not installed (bin/setup_bindings_dotnet.sh)")
    return "mono" if runtime == "mono" else str(DOTNET)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the built assemblies."""
    need_client()
    folder = tmp_path_factory.mktemp("dotnet")
    run("bash", FOLDER / "build.sh", folder)
    return folder


def starter(folder: Path, name: str, runtime: str) -> Path:
    """A program that starts an assembly."""
    script = folder / f"{name}_{runtime}"
    script.write_text(f'#!/bin/sh\nexec {runtime_program(runtime)} {folder}/{name}.exe "$@"\n')
    script.chmod(0o755)
    return script


@pytest.mark.timeout(600)
@pytest.mark.parametrize("runtime", RUNTIMES)
def test_own_tests(runtime: str, built: Path, tmp_path: Path) -> None:
    """They also count memory over 1,000 rounds of loading and freeing."""
    program = starter(built, "Tests", runtime)
    output = run(program, GOLDEN, make_commands(tmp_path), cwd=tmp_path)
    assert output.count("ok ") == 15 and "FAILED" not in output


@pytest.mark.parametrize("runtime", RUNTIMES)
def test_same_results_as_python(runtime: str, built: Path) -> None:
    assert report_of(starter(built, "Report", runtime)) == report()


@pytest.mark.timeout(600)
@pytest.mark.parametrize("runtime", RUNTIMES)
def test_example_client(runtime: str, built: Path, tmp_path: Path) -> None:
    check_client(starter(built, "DeepSpeechConsole", runtime), tmp_path)


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The contents of the NuGet package, in a folder as NuGet keeps them."""
    need_client()
    folder = tmp_path_factory.mktemp("packages")
    run("bash", FOLDER / "package.sh", folder)
    (archive,) = folder.glob("DeepSpeech-TF.*.nupkg")
    version = (ROOT / "VERSION").read_text(encoding="utf-8").strip()
    assert archive.name == f"DeepSpeech-TF.{version}.nupkg"
    contents = folder / "deepspeech-tf" / version
    with zipfile.ZipFile(archive) as opened:
        opened.extractall(contents)
    return contents


def test_layout_of_the_package(package: Path) -> None:
    files = {str(path.relative_to(package)) for path in package.rglob("*") if path.is_file()}
    (native,) = (package / "runtimes").iterdir()
    assert native.name in ("linux-x64", "linux-arm64")
    assert files == {
        "[Content_Types].xml",
        "_rels/.rels",
        "DeepSpeech-TF.nuspec",
        "LICENSE",
        "LICENSE.LiteRT.md",
        "LICENSES.md",
        "README.md",
        "build/net46/DeepSpeech-TF.targets",
        *(
            f"lib/{framework}/DeepSpeechClient.{kind}"
            for framework in ("net46", "netstandard2.0")
            for kind in ("dll", "xml")
        ),
        *(f"runtimes/{native.name}/native/{name}" for name in ("libdeepspeech.so", "libLiteRt.so")),
    }
    for path in files:
        if path.endswith((".xml", ".rels", ".nuspec", ".targets")):
            ElementTree.parse(package / path)
    described = ElementTree.parse(package / "lib" / "net46" / "DeepSpeechClient.xml").iter("member")
    names = {member.get("name") for member in described}
    assert "M:DeepSpeechClient.Models.DeepSpeechStream.FinishStreamWithWords" in names


def _dependencies(package: Path) -> dict[str, object]:
    """What the .NET SDK writes about a program that uses the package."""
    target, name = ".NETCoreApp,Version=v3.1", f"DeepSpeech-TF/{package.name}"
    natives = sorted(package.glob("runtimes/*/native/*.so"))
    assets = {
        str(path.relative_to(package)): {"rid": path.parts[-3], "assetType": "native"} for path in natives
    }
    library = {"runtime": {"lib/netstandard2.0/DeepSpeechClient.dll": {}}, "runtimeTargets": assets}
    program = {"dependencies": {"DeepSpeech-TF": package.name}, "runtime": {"Program.dll": {}}}
    described = {
        "type": "package",
        "serviceable": False,
        "sha512": "",
        "path": f"deepspeech-tf/{package.name}",
    }
    return {
        "runtimeTarget": {"name": target},
        "targets": {target: {"Program/1.0.0": program, name: library}},
        "libraries": {
            "Program/1.0.0": {"type": "project", "serviceable": False, "sha512": ""},
            name: described,
        },
    }


def _install(runtime: str, package: Path, user: Path) -> list[str]:
    """Makes the program Program.exe in a folder find the package; returns the command that runs it."""
    program = runtime_program(runtime)
    if runtime == "mono":
        shutil.copy(package / "lib" / "net46" / "DeepSpeechClient.dll", user)
        for path in package.glob("runtimes/*/native/*.so"):  # as build/net46/DeepSpeech-TF.targets
            shutil.copy(path, user)
        return [program, str(user / "Program.exe")]
    (user / "Program.exe").rename(user / "Program.dll")
    (user / "Program.deps.json").write_text(json.dumps(_dependencies(package)), encoding="utf-8")
    shutil.copy(FOLDER / "runtimeconfig.json", user / "Program.runtimeconfig.json")
    packages = str(package.parent.parent)
    return [program, "exec", "--additionalprobingpath", packages, str(user / "Program.dll")]


@pytest.mark.parametrize("runtime", RUNTIMES)
def test_program_of_others_with_the_package(runtime: str, package: Path, tmp_path: Path) -> None:
    """A program for the package of 0.9.3 runs unchanged, with nothing but the package."""
    runtime_program(runtime)
    assembly = package / "lib" / "netstandard2.0" / "DeepSpeechClient.dll"
    sources = [str(SHAPE / name) for name in ("Program.cs", "NAudio.cs")]
    run("mcs", f"-out:{tmp_path}/Program.exe", f"-r:{assembly}", "-r:System.Core", *sources)
    command = _install(runtime, package, tmp_path)
    wav = GOLDEN / "wav" / "test0000.wav"
    bare = {name: os.environ[name] for name in ("HOME", "PATH") if name in os.environ}
    done = subprocess.run(
        [*command, str(MODEL), str(SCORER), str(wav)],
        env=bare,
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    values = dict(line.split(" ", 1) for line in done.stdout.splitlines())
    assert {name: values.get(name) for name in PRINTED} == PRINTED, done.stdout + done.stderr
    assert values["metadata"].startswith("two nine six four 17 ")
    assert "nine" not in values["hot-word"]
