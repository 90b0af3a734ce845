"""`cmake --install`: the files that C programs need, and the dependencies of the library.

Uses the build that `make native` leaves in `build/`.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sysconfig
from pathlib import Path

import pytest

from deepspeech._library import runtime_path
from tests.native.client import GOLDEN, MODEL, ROOT, need_client, recording

BUILD = ROOT / "build" / f"native-{sysconfig.get_platform()}"
PROGRAM = r"""
#include <deepspeech.h>
#include <stdio.h>

int main(int argc, char** argv) {
  static short samples[1 << 20];
  const size_t count = fread(samples, sizeof(short), sizeof(samples) / sizeof(short), stdin);
  ModelState* model = NULL;
  if (argc != 2 || DS_CreateModel(argv[1], &model) != DS_ERR_OK) return 1;
  char* text = DS_SpeechToText(model, samples, (unsigned int)count);
  if (text == NULL) return 1;
  puts(text);
  DS_FreeString(text);
  DS_FreeModel(model);
  return 0;
}
"""
CMAKE = """
cmake_minimum_required(VERSION 3.16)
project(program C)
find_package(deepspeech 0.1 REQUIRED)
add_executable(program program.c)
target_link_libraries(program PRIVATE deepspeech::deepspeech)
"""
# The C library only; LiteRT is opened at run time.
ALLOWED_LIBRARIES = r"(libc\.so\.6|libm\.so\.6|libdl\.so\.2|libpthread\.so\.0|ld-linux-[\w-]+\.so\.\d)"
WIDE = re.compile(r"%[yz]mm|\s(vp|v)[a-z0-9]+\s[^<]*%xmm|%k[0-7]\b")


def run(*command: object, **options: object) -> str:
    done = subprocess.run(
        [str(part) for part in command], capture_output=True, text=True, check=False, **options
    )
    assert done.returncode == 0, f"{command}\n{done.stdout}{done.stderr}"
    return done.stdout


def need(*programs: str) -> None:
    for program in programs:
        if shutil.which(program) is None:
            pytest.skip(f"{program} is not installed")


@pytest.fixture(scope="module")
def prefix(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An installation, moved elsewhere after it was made."""
    need("cmake")
    if not (BUILD / "deepspeech.pc").is_file():
        pytest.skip(f"{BUILD} is not there (make native)")
    folder = tmp_path_factory.mktemp("install")
    run("cmake", "--install", BUILD, "--prefix", folder / "first")
    (folder / "first").rename(folder / "second")
    return folder / "second"


def test_licenses_of_what_is_linked(prefix: Path, tmp_path: Path) -> None:
    """setup.py installs this component into the wheel's folder of licenses."""
    run("cmake", "--install", BUILD, "--prefix", tmp_path, "--component", "licenses")
    names = {path.name for path in tmp_path.iterdir()}
    assert names == {
        "licenses.md",
        "KenLM.txt",
        "KenLM-GPL-3.txt",
        "KenLM-LGPL-2.1.txt",
        "KenLM-LGPL-3.txt",
    }
    assert "GNU LESSER GENERAL PUBLIC LICENSE" in (tmp_path / "KenLM-LGPL-2.1.txt").read_text()


@pytest.fixture
def source(tmp_path: Path) -> Path:
    (tmp_path / "program.c").write_text(PROGRAM)
    return tmp_path / "program.c"


def check_program(program: Path, prefix: Path) -> None:
    need_client()
    text = subprocess.run(
        [program, MODEL],
        input=recording("test0001.wav").tobytes(),
        stdout=subprocess.PIPE,
        env={
            **os.environ,
            "LD_LIBRARY_PATH": str(prefix / "lib"),
            "DS_LITERT_LIBRARY": runtime_path() or "",
        },
        check=True,
    ).stdout.decode()
    assert text.split()[:2] == ["her", "king"]


def test_files(prefix: Path) -> None:
    for name in (
        "include/deepspeech.h",
        "include/ds_ctcdecoder.h",
        "lib/libdeepspeech.so",
        "lib/libds_ctcdecoder.so",
        "lib/pkgconfig/deepspeech.pc",
        "lib/cmake/deepspeech/deepspeech-config.cmake",
        "bin/deepspeech",
        "bin/deepspeech-convert",
        "bin/deepspeech-inspect",
        "bin/generate_scorer_package",
        "libexec/deepspeech/build_binary",
    ):
        assert (prefix / name).is_file(), name
    assert not (prefix / "deepspeech").exists()


def test_installed_programs_run(prefix: Path) -> None:
    version = (ROOT / "VERSION").read_text(encoding="utf-8").strip()
    for name in ("deepspeech", "deepspeech-convert", "deepspeech-inspect"):
        assert run(prefix / "bin" / name, "--version") == f"DeepSpeech {version}\n"
    assert "Usage:" in run(prefix / "bin" / "generate_scorer_package", "--help")


def test_with_pkg_config(prefix: Path, source: Path) -> None:
    need("pkg-config", "cc")
    environment = {**os.environ, "PKG_CONFIG_PATH": str(prefix / "lib" / "pkgconfig")}
    version = (ROOT / "VERSION").read_text(encoding="utf-8").strip()
    assert run("pkg-config", "--modversion", "deepspeech", env=environment).strip() == version
    flags = run("pkg-config", "--cflags", "--libs", "deepspeech", env=environment).split()
    program = source.with_suffix("")
    run("cc", "-std=c99", "-Wall", "-Werror", source, "-o", program, *flags)
    check_program(program, prefix)


def test_with_find_package(prefix: Path, source: Path) -> None:
    need("cmake", "ninja", "cc")
    folder = source.parent
    (folder / "CMakeLists.txt").write_text(CMAKE)
    run("cmake", "-G", "Ninja", "-S", folder, "-B", folder / "build", f"-DCMAKE_PREFIX_PATH={prefix}")
    run("cmake", "--build", folder / "build")
    check_program(folder / "build" / "program", prefix)


@pytest.mark.parametrize("name", ["deepspeech", "ds_ctcdecoder"])
def test_only_public_symbols(prefix: Path, name: str) -> None:
    """The library exports exactly the functions that its header declares."""
    need("nm")
    output = run("nm", "-D", "--defined-only", prefix / "lib" / f"lib{name}.so")
    exported = {line.split()[-1].split("@")[0] for line in output.splitlines()}
    header = (prefix / "include" / f"{name}.h").read_text(encoding="utf-8")
    declared = set(re.findall(r"^(?:DEEPSPEECH_EXPORT|DS_CTC_API) [^(]*?(\w+)\(", header, re.MULTILINE))
    assert len(declared) > 15
    assert exported == declared


def test_needed_libraries(prefix: Path) -> None:
    need("readelf")
    for library in ("libdeepspeech.so", "libds_ctcdecoder.so"):
        output = run("readelf", "-d", prefix / "lib" / library)
        needed = re.findall(r"\(NEEDED\).*\[(.*)\]", output)
        assert "libc.so.6" in needed
        assert [name for name in needed if not re.fullmatch(ALLOWED_LIBRARIES, name)] == []
        assert f"[{library}]" in output  # the name that bindings of 0.9.3 ask for


def test_plain_x86_64(prefix: Path) -> None:
    """AVX is only used in functions that are selected at run time, which are in a separate section."""
    need("objdump")
    if not sysconfig.get_platform().endswith("x86_64"):
        pytest.skip("not an x86-64 machine")
    for name in ("lib/libdeepspeech.so", "lib/libds_ctcdecoder.so", "bin/generate_scorer_package"):
        code = run("objdump", "-d", "--no-show-raw-insn", prefix / name)
        assert len(code) > 100_000
        sections = code.split("Disassembly of section ")[1:]
        assert len(sections) > 1
        for section in sections:
            wide = [line for line in section.splitlines() if WIDE.search(line)]
            assert section.startswith("ds_wide:") or wide[:3] == [], name


def test_wide_instructions_would_be_found() -> None:
    for line in ("vmovaps (%rax),%ymm0", " 12:\tvpaddd %xmm1,%xmm2,%xmm3", "kmovw %eax,%k1"):
        assert WIDE.search(line)
    assert not WIDE.search(" 12:\tmovaps (%rax),%xmm0")


def test_golden_scorer_by_the_installed_program(prefix: Path) -> None:
    need_client()
    assert "sound" in run(prefix / "bin" / "deepspeech-inspect", GOLDEN / "kenlm.scorer")
