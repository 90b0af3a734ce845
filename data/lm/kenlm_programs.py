"""KenLM's programs: where they are, how they are run, and what their failures mean."""

from __future__ import annotations

import importlib.util
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

PROGRAMS = ("lmplz", "filter", "build_binary")
_KEPT_BYTES = 8192  # of a program's messages, for what it says at its end
_PROGRESS = re.compile(r"[-*\d#=]+|ERROR|SUCCESS")  # lines that do not explain a failure

# What a program says -> explanation and advice, following the program's name.
_MEANINGS = (
    (
        r"Could not calculate Kneser-Ney discounts|ERROR: \d-gram discount out of range",
        "cannot estimate discounts: the text is too small or too uniform (a small text may need "
        "--discount_fallback)",
    ),
    (
        r"Cannot allocate memory|bad_alloc|MallocException",
        "cannot get that much memory. Give a smaller --max_arpa_memory",
    ),
    (
        r"below the minimum block size|amount of memory.*not enough",
        "needs more memory. Give a larger --max_arpa_memory",
    ),
    (r"No space left on device", "found no space left on the disk of --output_dir"),
)


class LanguageModelError(Exception):
    """The model cannot be built; the message says why and what was received."""


def find_programs(folder: str | None, names: Sequence[str] = PROGRAMS) -> dict[str, str]:
    """Paths of programs, by default KenLM's: in `folder`, in the deepspeech package, or on the search path.

    Raises:
        LanguageModelError: if one is missing; the message lists the searched folders.
    """
    if folder is not None:
        folders = [Path(folder)]
    else:
        folders = [Path(__file__).resolve().parents[2] / "native_client" / "python" / "deepspeech" / "bin"]
        package = importlib.util.find_spec("deepspeech")
        if package is not None:
            folders += [Path(place) / "bin" for place in package.submodule_search_locations or ()]
    found: dict[str, str] = {}
    for name in names:
        paths = [shutil.which(name, path=str(place)) for place in folders]
        if folder is None:
            paths.append(shutil.which(name))
        first = next((path for path in paths if path), None)
        if first is None:
            whose = "KenLM" if name in PROGRAMS else "the client"
            raise LanguageModelError(
                f"{whose}'s program {name} is missing. Looked in: {', '.join(map(str, folders))}. They are "
                "built with the native client where Boost is installed (Debian: libboost-program-options-dev "
                "libboost-system-dev libboost-thread-dev); --kenlm_bins names another folder."
            )
        found[name] = first
    return found


def run(step: str, command: list[str], source: Path | None = None) -> None:
    """Runs a program and passes its messages on.

    Args:
        step: what the program does, for the log.
        command: program and arguments.
        source: file that it reads from standard input.

    Raises:
        LanguageModelError: if it fails; says why.
    """
    print(f"{step} ...", flush=True)
    name = Path(command[0]).name
    said = bytearray()
    try:
        with (
            open(source or "/dev/null", "rb") as stdin,
            subprocess.Popen(command, stdin=stdin, stderr=subprocess.PIPE, bufsize=0) as process,
        ):
            assert process.stderr is not None
            while chunk := process.stderr.read(4096):
                sys.stderr.buffer.write(chunk)
                sys.stderr.buffer.flush()
                said = (said + chunk)[-_KEPT_BYTES:]
    except OSError as error:
        raise LanguageModelError(f"{command[0]} cannot be run: {error.strerror or error}") from error
    if process.returncode:
        raise LanguageModelError(f"{name} {explain(said.decode('utf-8', 'replace'), process.returncode)}")


def explain(said: str, status: int) -> str:
    """Explains why a program failed, following its name.

    Args:
        said: the end of its standard error output.
        status: its exit status; negative for a signal.
    """
    for pattern, meaning in _MEANINGS:
        if re.search(pattern, said):
            return meaning
    if status == -9:
        return "was killed. Was there too little memory? --max_arpa_memory says how much it may take"
    lines = [line.strip() for line in said.splitlines()]
    last = next((line for line in reversed(lines) if line and not _PROGRESS.fullmatch(line)), "")
    return f"failed with status {status}" + (f": {last.rstrip('.')}" if last else "")
