"""Environment of benchmark workers with this project's modules, and their error messages."""

from __future__ import annotations

import os
from pathlib import Path

PYTHON = Path(__file__).resolve().parents[1] / "native_client" / "python"


def environment_for(library: str | None) -> dict[str, str]:
    """The environment of a worker, without the Python settings of this process.

    Args:
        library: of ours, below `native_client/python`, such as `deepspeech/lib/libdeepspeech.so`. Where it
            was built in place, that is what the worker imports, else what is installed. None: the worker is
            not ours.
    """
    environment = {key: value for key, value in os.environ.items() if not key.startswith("PYTHON")}
    if library is not None and (PYTHON / library).is_file():
        environment["PYTHONPATH"] = str(PYTHON)
    return environment


def last_words(stderr: str) -> str:
    """The last line of output of a worker, which contains the error."""
    lines = [line.strip() for line in stderr.splitlines() if line.strip()]
    return lines[-1] if lines else "it ended without a word"
