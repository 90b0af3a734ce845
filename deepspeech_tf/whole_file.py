"""Writes files (bytes, text, JSON) completely or not at all."""

from __future__ import annotations

import contextlib
import json
import math
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Literal

# Bytes of file names that are not valid UTF-8 are written unchanged, or as escapes (`\udcff`).
NotUtf8 = Literal["surrogateescape", "backslashreplace"]


@contextlib.contextmanager
def whole_file(path: Path) -> Iterator[Path]:
    """Replaces a file atomically. If anything fails, the new file is removed.

    Args:
        path: the file to write.

    Yields:
        Path of a temporary file beside it to write to.

    Raises:
        OSError: if the file cannot be moved.
    """
    partial = path.with_name(f".{path.name}.partial-{os.getpid()}")
    try:
        yield partial
        os.replace(partial, path)
    except BaseException:
        with contextlib.suppress(OSError):
            partial.unlink(missing_ok=True)
        raise


def write_bytes(path: Path, content: bytes) -> None:
    """Replaces a file atomically: readers see either the old or the new content, even after a crash.

    Raises:
        OSError: if it cannot be written; the old file is unchanged.
    """
    with whole_file(path) as partial, open(partial, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def write_text(path: Path, text: str, *, not_utf8: NotUtf8 = "surrogateescape") -> None:
    """Replaces a text file atomically, as UTF-8.

    Raises:
        OSError: see `write_bytes`.
    """
    write_bytes(path, text.encode("utf-8", not_utf8))


def write_json(path: Path, value: Any, *, indent: int | None = None, end: str = "") -> None:
    """Replaces a JSON file atomically.

    Args:
        path: the file.
        value: see `json_text`.
        indent: see `json_text`.
        end: text after the value, such as a line break.

    Raises:
        OSError: see `write_bytes`.
    """
    write_text(path, json_text(value, indent=indent) + end)


def json_text(value: Any, *, indent: int | None = None, sort_keys: bool = False) -> str:
    """Valid JSON that can be encoded as UTF-8.

    NaN and infinity, which JSON does not have, become null. Bytes of file names that are not valid UTF-8
    become escapes, which JSON readers restore.

    Args:
        value: mappings, sequences, text, numbers, None.
        indent: blanks per level; None: everything on one line.
        sort_keys: whether to sort mappings by their keys.
    """
    text = json.dumps(_finite(value), ensure_ascii=False, allow_nan=False, indent=indent, sort_keys=sort_keys)
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def _finite(value: Any) -> Any:
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, Mapping):
        return {key: _finite(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_finite(one) for one in value]
    return value
