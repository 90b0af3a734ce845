"""Finds and loads libdeepspeech and the libraries that it loads, and converts its strings."""

from __future__ import annotations

import ctypes
import functools
import importlib.util
import os
import sys
from pathlib import Path

from deepspeech._declarations import declare

FOLDER = Path(__file__).resolve().parent
# Windows looks for libraries in the folder of the program.
_SUFFIX = {"win32": ".dll", "darwin": ".dylib"}.get(sys.platform, ".so")
_LIBRARIES = "bin" if sys.platform == "win32" else "lib"


def native_library(package: Path, name: str) -> Path:
    """Path of a library in the folder of a package of ours, such as `libdeepspeech`."""
    return package / _LIBRARIES / f"{name}{_SUFFIX}"


def runtime_path() -> str | None:
    """Path of the LiteRT runtime in the ai-edge-litert package; None without that package.

    The package is not imported, because that would load far more than this library.
    """
    return _installed_file("ai_edge_litert", f"libLiteRt{_SUFFIX}")


def sndfile_path() -> str | None:
    """Path of the libsndfile in the soundfile package; None if there is none."""
    spec = importlib.util.find_spec("_soundfile_data")
    for folder in (spec.submodule_search_locations or []) if spec else []:
        for path in sorted(Path(folder).glob(f"libsndfile*{_SUFFIX}*")):
            return os.fspath(path)
    return None


def _installed_file(package: str, name: str) -> str | None:
    spec = importlib.util.find_spec(package)
    for folder in (spec.submodule_search_locations or []) if spec else []:
        if (Path(folder) / name).is_file():
            return os.fspath(Path(folder) / name)
    return None


@functools.cache
def library() -> ctypes.CDLL:
    """Opens libdeepspeech with all its functions declared.

    Raises:
        ImportError: if it was not built.
    """
    path = native_library(FOLDER, "libdeepspeech")
    if not path.is_file():
        raise ImportError(
            f"{path} is missing: the native client was not built. Run pip install . in the checkout "
            "(or make native)."
        )
    opened = ctypes.CDLL(os.fspath(path))
    declare(opened)
    return opened


@functools.cache
def load_runtime() -> None:
    """Loads the LiteRT runtime, so that libdeepspeech finds it by name.

    In an editable installation the run path of libdeepspeech does not lead to it. Without the package
    nothing happens here; the library reports what is missing when a model is created.
    """
    path = runtime_path()
    if path is None or os.environ.get("DS_LITERT_LIBRARY"):
        return
    try:
        ctypes.CDLL(path)
    except OSError:
        if sys.platform != "win32":  # where libdeepspeech tries the same file, and says what it needs
            raise


def take_string(address: int | None) -> str | None:
    """Copies and frees a string owned by the caller. Invalid UTF-8 is replaced by U+FFFD."""
    if not address:
        return None
    try:
        return ctypes.string_at(address).decode("utf-8", errors="replace")
    finally:
        library().DS_FreeString(address)
