"""Builds the native client with CMake and packs it with the Python packages into one wheel."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Sequence
from pathlib import Path

from setuptools import Extension, find_packages, setup
from setuptools.command.build_ext import build_ext

try:
    from setuptools.command.bdist_wheel import bdist_wheel
except ImportError:  # setuptools before 70.1
    from wheel.bdist_wheel import bdist_wheel

ROOT = Path(__file__).resolve().parent
NATIVE = ROOT / "native_client"
PYTHON = NATIVE / "python"

MISSING_COMPILER = """
The native client needs a C++17 compiler, and none was found (looked for: {wanted}).
On Debian and Ubuntu: apt-get install g++ libboost-program-options-dev libboost-system-dev libboost-thread-dev
"""
FAILED = """
The native client could not be built; the compiler's messages are above (pip shows them with -v).
Needed on Debian and Ubuntu: apt-get install g++ libboost-program-options-dev libboost-system-dev \
libboost-thread-dev
"""


class NativeBuild(build_ext):
    """Runs CMake in place of a compiler call per extension.

    The build folder is kept, so that a second build compiles only what changed.
    """

    _installed: Sequence[str] = ()

    def run(self) -> None:
        target = PYTHON if self.inplace else Path(self.build_lib).resolve()
        build = self._build_folder()
        self._check_compiler()
        try:
            self._cmake(
                "-S", str(NATIVE), "-B", str(build), "-DCMAKE_BUILD_TYPE=Release", "-DDS_BUILD_TESTS=OFF",
                f"-DPython3_EXECUTABLE={sys.executable}", *self._generator(build),
                *shlex.split(os.environ.get("CMAKE_ARGS", "")),
            )  # fmt: skip
            jobs = os.environ.get("CMAKE_BUILD_PARALLEL_LEVEL") or str(os.cpu_count() or 1)
            self._cmake("--build", str(build), "--parallel", jobs)
            self._cmake("--install", str(build), "--prefix", str(target), "--component", "python", "--strip")
        except subprocess.CalledProcessError as error:
            raise SystemExit(FAILED) from error
        self._installed = [str(path) for path in self._native_files(target)]

    def install_licenses(self, folder: Path) -> None:
        """Copies the licenses of what is linked into the products, after these were built."""
        if self._installed:
            self._cmake(
                "--install", str(self._build_folder()), "--prefix", str(folder), "--component", "licenses"
            )

    def get_outputs(self) -> list[str]:
        return list(self._installed)

    def get_output_mapping(self) -> dict[str, str]:
        return {}  # nothing is linked back from an editable installation: it is built in place

    def _build_folder(self) -> Path:
        return ROOT / "build" / f"native-{self._platform()}"

    def _platform(self) -> str:
        """That of `bdist_wheel --plat-name` if it is given (cross compilation), otherwise this machine's."""
        given = self.distribution.get_option_dict("bdist_wheel").get("plat_name")
        return str(given[1]) if given else sysconfig.get_platform()

    @staticmethod
    def _native_files(target: Path) -> list[Path]:
        folders = (
            "deepspeech/lib",
            "deepspeech/bin",
            "deepspeech/include",
            "ds_ctcdecoder/lib",
            "ds_ctcdecoder/bin",
        )
        return [path for folder in folders for path in sorted((target / folder).glob("*"))]

    @staticmethod
    def _check_compiler() -> None:
        wanted = [os.environ["CXX"]] if os.environ.get("CXX") else ["c++", "g++", "clang++"]
        if not any(shutil.which(shlex.split(name)[0]) for name in wanted):
            raise SystemExit(MISSING_COMPILER.format(wanted=", ".join(wanted)))

    @staticmethod
    def _generator(build: Path) -> list[str]:
        """Path of Ninja; passed each time, because pip's build environments are temporary."""
        ninja = shutil.which("ninja")
        cache = build / "CMakeCache.txt"
        if cache.is_file():
            with_ninja = "CMAKE_GENERATOR:INTERNAL=Ninja" in cache.read_text(
                encoding="utf-8", errors="replace"
            )
            if with_ninja != bool(ninja):
                shutil.rmtree(build)
        return ["-G", "Ninja", f"-DCMAKE_MAKE_PROGRAM={ninja}"] if ninja else []

    @staticmethod
    def _cmake(*arguments: str) -> None:
        program = shutil.which("cmake")
        if program is None:
            raise SystemExit("CMake is missing. Install it: pip install cmake ninja")
        subprocess.run([program, *arguments], check=True)


class PlatformWheel(bdist_wheel):
    """A wheel for any Python 3 of one platform: the native code does not use Python's C interface."""

    def finalize_options(self) -> None:
        super().finalize_options()
        self.root_is_pure = False

    def write_wheelfile(self, wheelfile_base: str, *arguments: str) -> None:
        super().write_wheelfile(wheelfile_base, *arguments)
        self.get_finalized_command("build_ext").install_licenses(Path(wheelfile_base).resolve() / "licenses")

    def get_tag(self) -> tuple[str, str, str]:
        # A platform that was given is used as it is; setuptools looks at this machine for some.
        return "py3", "none", self.plat_name if self.plat_name_supplied else super().get_tag()[2]


NATIVE_MODULES = ["deepspeech", "ds_ctcdecoder", "stt", "coqui_stt_ctcdecoder"]
NATIVE_PACKAGES = [*NATIVE_MODULES, "deepspeech.grammar"]

setup(
    packages=[*find_packages(include=["deepspeech_tf*", "coqui_stt_training*"]), *NATIVE_PACKAGES],
    package_dir={name: f"native_client/python/{name}" for name in NATIVE_MODULES},
    package_data={
        **{name: ["py.typed"] for name in [*NATIVE_MODULES, "deepspeech_tf"]},
        "deepspeech_tf.serving": ["page/*"],
    },
    include_package_data=False,
    ext_modules=[Extension("deepspeech._native", sources=[])],  # makes the wheel one for a platform
    cmdclass={"build_ext": NativeBuild, "bdist_wheel": PlatformWheel},
)
