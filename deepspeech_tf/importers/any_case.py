"""Finds files whose extensions are in any case: `.WAV` or `.Txt` as well as `.wav` and `.txt`."""

from __future__ import annotations

import itertools
import re
from pathlib import Path

_LONGEST = 5  # letters of an extension that is tried in all cases


def suffix_of(path: Path) -> str:
    """The extension of a name in lower case, with its dot."""
    return path.suffix.lower()


def in_any_case(path: Path) -> Path:
    """The file of this name, or one whose extension differs in case only; `path` if there is none."""
    letters = path.suffix[1:]
    if not letters or len(letters) > _LONGEST:
        return path
    spellings = (sorted({letter.lower(), letter.upper()}) for letter in letters)
    others = (path.with_suffix("." + "".join(spelling)) for spelling in itertools.product(*spellings))
    try:
        return path if path.exists() else next(filter(Path.exists, others), path)
    except (OSError, ValueError):  # too long, or NUL in it: whoever opens it says so
        return path


def files_in(folder: Path, pattern: str) -> list[Path]:
    """Files that `Path.glob` finds, sorted, without hidden files, with extensions in any case."""
    *folders, name = pattern.split("/")
    stem, *endings = re.split(r"(?=\.[A-Za-z0-9]+)", name)
    any_case = "".join(f"[{c.lower()}{c.upper()}]" if c.isalpha() else c for c in "".join(endings))
    found = folder.glob("/".join([*folders, stem + any_case]))
    return sorted(path for path in found if not path.name.startswith("."))
