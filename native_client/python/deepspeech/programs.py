"""Console scripts: they hand over to the native programs of the package."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from typing import NoReturn

from deepspeech._library import FOLDER, runtime_path, sndfile_path
from deepspeech.stored import StoreError, named_model

_MODEL = ("--model", "-m")  # the name follows as an argument
_MODEL_PREFIXES = ("--model=", "-m")  # or it belongs to the same one


def with_stored_model(arguments: Sequence[str]) -> list[str]:
    """Arguments of `deepspeech` with the file of a model in place of its name.

    The scorer of the model comes before all arguments, so that `--scorer` replaces it.

    Args:
        arguments: with `--model NAME`, `--model=NAME`, `-m NAME` or `-mNAME`.

    Raises:
        StoreError: if the model is damaged.
    """
    first: list[str] = []
    result: list[str] = []
    for argument in arguments:
        is_value = bool(result) and result[-1] in _MODEL
        option = "" if is_value else next((one for one in _MODEL_PREFIXES if argument.startswith(one)), "")
        if is_value or len(argument) > len(option) > 0:
            path, scorer = named_model(argument[len(option) :])
            argument = option + path
            first = ["--scorer", scorer] if scorer else []
        result.append(argument)
    return first + result


def with_stored_file(arguments: Sequence[str], options: Sequence[str]) -> list[str]:
    """Arguments of a program whose first argument is a model, with its file in place of its name.

    Args:
        arguments: of the program.
        options: of the program, those that have a value.

    Raises:
        StoreError: if the model is damaged.
    """
    result = list(arguments)
    for place, argument in enumerate(result):
        if not argument.startswith("-") and (place == 0 or result[place - 1] not in options):
            result[place] = named_model(argument)[0]
            break
    return result


def _run(name: str, arguments: Sequence[str], called: str = "") -> NoReturn:
    """Replaces this process by a program of the package.

    Args:
        name: the program.
        arguments: of the program.
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
    command = [called or name, *arguments]
    if sys.platform == "win32":  # where execv returns to the shell before the program ends
        sys.exit(subprocess.run(command, executable=path, check=False).returncode)
    os.execv(path, command)


def _resolved(resolve: Callable[[], list[str]]) -> list[str]:
    try:
        return resolve()
    except StoreError as error:
        sys.exit(f"E {error}")


def deepspeech() -> NoReturn:
    """The command `deepspeech`."""
    _run("deepspeech", _resolved(lambda: with_stored_model(sys.argv[1:])))


def stt() -> NoReturn:
    """The command `stt`: the same program under the name that it has in Coqui STT."""
    _run("deepspeech", _resolved(lambda: with_stored_model(sys.argv[1:])), called="stt")


def inspect() -> NoReturn:
    """The command `deepspeech-inspect`."""
    _run("deepspeech-inspect", _resolved(lambda: with_stored_file(sys.argv[1:], ["--alphabet"])))


def convert() -> NoReturn:
    """The command `deepspeech-convert`."""
    options = ["--weights", "--alphabet", "--audio"]
    _run("deepspeech-convert", _resolved(lambda: with_stored_file(sys.argv[1:], options)))


def generate_scorer_package() -> NoReturn:
    """The command `generate_scorer_package`."""
    _run("generate_scorer_package", sys.argv[1:])
