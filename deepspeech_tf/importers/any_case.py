"""Finds files by extension, ignoring its case: `.WAV` or `.Txt` as well as `.wav` and `.txt`."""

from __future__ import annotations

import itertools
import re
from pathlib import Path

_LONGEST = 5  # letters; longer extensions are not tried in every case


def suffix_of(path: Path) -> str:
    """The extension of a name in lower case, with its dot."""
    return path.suffix.lower()


def in_any_case(path: Path) -> Path:
    """The file of this name, or one whose extension differs only in case; `path` if there is none."""
    letters = path.suffix[1:]
    if not letters or len(letters) > _LONGEST:
        return path
    spellings = (sorted({letter.lower(), letter.upper()}) for letter in letters)
    others = (path.with_suffix("." + "".join(spelling)) for spelling in itertools.product(*spellings))
    try:
        return path if path.exists() else next(filter(Path.exists, others), path)
    except (OSError, ValueError):  # the name is too long or contains NUL; opening the file reports this
        return path


def files_in(folder: Path, pattern: str) -> list[Path]:
    """Files that `Path.glob` finds, sorted, without hidden files; the case of extensions is ignored."""
    *folders, name = pattern.split("/")
    stem, *endings = re.split(r"(?=\.[A-Za-z0-9]+)", name)
    any_case = "".join(f"[{c.lower()}{c.upper()}]" if c.isalpha() else c for c in "".join(endings))
    found = folder.glob("/".join([*folders, stem + any_case]))
    return sorted(path for path in found if not path.name.startswith("."))
