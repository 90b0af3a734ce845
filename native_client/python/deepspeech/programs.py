"""Console scripts: they hand over to the native programs of the package."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import NoReturn

from deepspeech._library import FOLDER, runtime_path, sndfile_path


def _run(name: str, called: str = "") -> NoReturn:
    """Replaces this process by a program of the package, with the same arguments.

    Args:
        name: the program.
        called: the name that it is told to have; empty: its own.
    """
    path = FOLDER / "bin" / (f"{name}.exe" if sys.platform == "win32" else name)
    if not path.is_file():
        sys.exit(f"{path} is missing: the native client was not built. Run pip install . in the checkout.")
    # In an editable installation the programs' run paths do not lead to these.
    for variable, found in (("DS_LITERT_LIBRARY", runtime_path()), ("DS_SNDFILE_LIBRARY", sndfile_path())):
        if found is not None:
            os.environ.setdefault(variable, found)
    sys.stdout.flush()
    sys.stderr.flush()
    arguments = [called or name, *sys.argv[1:]]
    if sys.platform == "win32":  # where execv returns to the shell before the program ends
        sys.exit(subprocess.run(arguments, executable=path, check=False).returncode)
    os.execv(path, arguments)


def deepspeech() -> NoReturn:
    """The command `deepspeech`."""
    _run("deepspeech")


def stt() -> NoReturn:
    """The command `stt`: the same program under the name that it has in Coqui STT."""
    _run("deepspeech", called="stt")


def inspect() -> NoReturn:
    """The command `deepspeech-inspect`."""
    _run("deepspeech-inspect")


def convert() -> NoReturn:
    """The command `deepspeech-convert`."""
    _run("deepspeech-convert")


def generate_scorer_package() -> NoReturn:
    """The command `generate_scorer_package`."""
    _run("generate_scorer_package")
