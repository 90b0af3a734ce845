"""Finds and opens libdeepspeech and what it opens itself, and turns its strings into Python's."""

from __future__ import annotations

import ctypes
import functools
import importlib.util
import os
from pathlib import Path

from deepspeech._declarations import declare

FOLDER = Path(__file__).resolve().parent


def runtime_path() -> str | None:
    """Where the LiteRT runtime of the ai-edge-litert package is; None without that package.

    The package is found, not imported: that would load far more than the one library.
    """
    return _installed_file("ai_edge_litert", "libLiteRt.so")


def sndfile_path() -> str | None:
    """Where the libsndfile of the soundfile package is; None without that package or on a system without."""
    spec = importlib.util.find_spec("_soundfile_data")
    for folder in (spec.submodule_search_locations or []) if spec else []:
        for path in sorted(Path(folder).glob("libsndfile*.so*")):
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
    path = FOLDER / "lib" / "libdeepspeech.so"
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
    """Opens the LiteRT runtime, so that libdeepspeech finds it by name wherever it is installed.

    In an editable installation the run path of libdeepspeech does not lead to it. Without the package
    nothing happens here; the library reports what is missing when a model is created.
    """
    path = runtime_path()
    if path is not None and not os.environ.get("DS_LITERT_LIBRARY"):
        ctypes.CDLL(path)


def take_string(address: int | None) -> str | None:
    """Copies a string that belongs to the caller, and frees it. Bytes that are not UTF-8 become U+FFFD."""
    if not address:
        return None
    try:
        return ctypes.string_at(address).decode("utf-8", errors="replace")
    finally:
        library().DS_FreeString(address)
