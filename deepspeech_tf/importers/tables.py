"""Text files of corpora: tables, lists of key and text, whole transcripts; damage is named with its row."""

from __future__ import annotations

import csv
import gzip
import json
import zlib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from deepspeech_tf.errors import ImporterError


def read_text(path: Path, encoding: str = "utf-8-sig") -> str:
    """A whole text file; one whose name ends in `.gz` is unpacked.

    Raises:
        ImporterError: if it is missing, damaged or of another encoding.
    """
    try:
        content = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
        return content.decode(encoding).replace("\r\n", "\n").replace("\r", "\n")
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise ImporterError(f"{path} is damaged, cut short or no gzip file: {error}") from error
    except UnicodeDecodeError as error:
        row = error.object[: error.start].count(b"\n") + 1
        raise ImporterError(
            f"row {row} of {path}: must be {encoding.removesuffix('-sig')}. "
            f"Received: byte 0x{error.object[error.start]:02x}"
        ) from error
    except OSError as error:
        raise ImporterError(f"{path} cannot be read: {error.strerror or error}") from error


def text_rows(path: Path, encoding: str = "utf-8-sig") -> Iterator[tuple[int, str]]:
    """Lines that are not blank, without their ends, each with its number.

    Raises:
        ImporterError: as `read_text`.
    """
    for number, line in enumerate(read_text(path, encoding).split("\n"), start=1):
        if line.strip():
            yield number, line


def key_and_text(path: Path, separator: str | None = None) -> dict[str, str]:
    """Lists such as Kaldi's `text`: a key, white space (or `separator`), the rest of the line."""
    pairs: dict[str, str] = {}
    for _, line in text_rows(path):
        key, *rest = line.strip().split(separator, maxsplit=1)
        pairs[key] = rest[0].strip() if rest else ""
    return pairs


def table_rows(
    path: Path, required: Sequence[str], *, delimiter: str = "\t", quoted: bool = True
) -> Iterator[tuple[int, dict[str, str]]]:
    """Rows of a table with a header, each with the number of its line.

    Args:
        path: the file, UTF-8.
        required: columns without which it cannot be used.
        delimiter: between columns.
        quoted: whether `"` encloses fields; else it is a character like others.

    Raises:
        ImporterError: if the file cannot be read or lacks a column.
    """
    read_text(path)  # for a message that names the row of a wrong byte
    csv.field_size_limit(2**24)
    with open(path, encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(
            file, delimiter=delimiter, quoting=csv.QUOTE_MINIMAL if quoted else csv.QUOTE_NONE
        )
        names = reader.fieldnames or []
        if missing := [name for name in required if name not in names]:
            raise ImporterError(
                f"{path}: wanted a column {', '.join(map(repr, missing))}. "
                f"Received: {', '.join(names) or 'an empty file'}"
            )
        try:
            for row in reader:
                # a row cut short has None where columns are missing
                yield reader.line_num, {k: v or "" for k, v in row.items() if isinstance(k, str)}
        except csv.Error as error:
            raise ImporterError(f"row {reader.line_num} of {path}: {error}") from error


def json_rows(path: Path, damaged: Callable[[int, str], None]) -> Iterator[tuple[int, dict[str, Any]]]:
    """Objects of a JSON Lines file, each with the number of its line.

    Args:
        path: the file, UTF-8.
        damaged: called with number and reason for a line that is no object.

    Raises:
        ImporterError: as `read_text`.
    """
    for number, line in text_rows(path):
        try:
            value = json.loads(line)
        except ValueError as error:
            damaged(number, f"must be JSON: {error}")
            continue
        if isinstance(value, dict):
            yield number, value
        else:
            damaged(number, f"must be a JSON object. Received: {line[:60]}")


def find(folder: Path, pattern: str, wanted: str) -> list[Path]:
    """Files below a folder, sorted, so that runs on different machines agree.

    Raises:
        ImporterError: if there is none.
    """
    found = sorted(path for path in folder.glob(pattern) if not path.name.startswith("."))
    if not found:
        raise ImporterError(f"{folder} must have {wanted} ({pattern}). Received: none")
    return found
