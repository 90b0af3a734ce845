"""Reads text files of corpora: tables, lists of keys and texts, transcripts. Errors name the row.

Only LF and CRLF end a row. A row with a wrong number of fields is left out and reported, because its text
could be incomplete or belong to something else.
"""

from __future__ import annotations

import csv
import gzip
import math
import os
import zlib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from deepspeech_tf.data.csv_rows import Lines, explain_csv_error, explain_fields, explain_open, is_open
from deepspeech_tf.errors import ImporterError, cut, quote, reason_of
from deepspeech_tf.importers.any_case import files_in, in_any_case, suffix_of

Damaged = Callable[[int, str], None]  # takes the number of a row and the reason why it is left out
_MAX_FIELD_CHARACTERS = 2**24  # characters
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")


def read_text(path: Path, encoding: str = "utf-8-sig") -> str:
    """The content of a text file, with LF line ends; a `.gz` file is decompressed.

    Raises:
        ImporterError: if it is missing, damaged or has another encoding.
    """
    try:
        path = in_any_case(path)
        content = gzip.decompress(path.read_bytes()) if suffix_of(path) == ".gz" else path.read_bytes()
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise ImporterError(f"{path} is damaged, cut short or not a gzip file: {error}") from error
    except OSError as error:
        raise ImporterError(f"{path} cannot be read: {error.strerror or error}") from error
    except ValueError as error:  # NUL or a lone surrogate
        raise ImporterError(f"{quote(str(path))} cannot be read: not a valid file name") from error
    try:
        return content.decode(encoding).replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        row = error.object[: error.start].count(b"\n") + 1
        received = f"byte 0x{error.object[error.start]:02x}"
        raise ImporterError(
            f"row {row} of {path}: must be {encoding.removesuffix('-sig')}. "
            f"Received: {'UTF-16' if content[:2] in _UTF_16 else received}"
        ) from error


def text_rows(path: Path, encoding: str = "utf-8-sig") -> Iterator[tuple[int, str]]:
    """Yields lines that are not blank, without their ends, with their numbers.

    Raises:
        ImporterError: see `read_text`.
    """
    text = read_text(path, encoding)
    if "\r" in text and "\n" not in text.rstrip("\n"):
        raise ImporterError(f"{path}: lines must end with LF or CRLF. Received: CR alone")
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            yield number, line


def key_and_text(path: Path, damaged: Damaged, separator: str | None = None) -> dict[str, str]:
    """Reads lists such as Kaldi's `text`: a key, white space (or `separator`), the rest of the line.

    Args:
        path: the file, UTF-8.
        damaged: called for a row that is left out: a carriage return inside, no key, a key that occurred
            before with another text, or more than one `separator`.
        separator: separates key and text; None: white space.

    Raises:
        ImporterError: see `read_text`.
    """
    pairs: dict[str, str] = {}
    for number, line in text_rows(path):
        key, *rest = line.rstrip().split(separator) if separator else line.split(maxsplit=1)
        if reason := carriage_return(line):
            damaged(number, reason)
        elif not key.strip() or line[0].isspace():
            damaged(number, f"must begin with a key. Received: {quote(line)}")
        elif len(rest) > 1:
            damaged(number, fields_reason(2, 1 + len(rest)))
        elif pairs.setdefault(key, "".join(rest).strip()) != "".join(rest).strip():
            damaged(number, f"must have a unique key. Received: {quote(key)} again, with another text")
    return pairs


def separated_rows(
    path: Path, widths: Sequence[int], damaged: Damaged, *, separator: str, expected: str = ""
) -> Iterator[tuple[int, list[str]]]:
    """Yields the fields of a table without header and quotes, with line numbers.

    Args:
        path: the file, UTF-8.
        widths: possible numbers of fields; if several, the most frequent one in the file is used.
        damaged: called for a row with another number of fields.
        separator: separates fields.
        expected: names of the fields, for messages.

    Raises:
        ImporterError: see `read_text`.
    """
    rows = list(text_rows(path))
    found = Counter(line.count(separator) + 1 for _, line in rows)
    width = max(widths, key=lambda width: (found[width], width))
    for number, line in rows:
        fields = line.split(separator)
        if reason := carriage_return(line):
            damaged(number, reason)
        elif len(fields) != width:
            damaged(number, fields_reason(width, len(fields), expected))
        else:
            yield number, fields


def table_rows(
    path: Path, required: Sequence[str], damaged: Damaged, *, delimiter: str = "\t", quoted: bool = True
) -> Iterator[tuple[int, dict[str, str]]]:
    """Yields the rows of a table with a header, with the number of the (first) line.

    Args:
        path: the file, UTF-8.
        required: columns that must exist.
        damaged: called for a row with another number of fields than the header, or line breaks in its fields.
        delimiter: separates columns.
        quoted: whether `"` encloses fields; otherwise it is an ordinary character.

    Raises:
        ImporterError: if the file cannot be read or lacks a column.
    """
    rows = _quoted_fields(path, delimiter, damaged) if quoted else _plain_fields(path, delimiter)
    names: list[str] = []
    for number, fields in rows:
        if not names:
            names = fields
            _require_columns(path, names, required)
        elif len(fields) != len(names):
            reason = explain_fields(fields, len(names), None) if quoted else ""
            damaged(number, reason or fields_reason(len(names), len(fields)))
        else:
            values = dict(zip(names, fields, strict=True))
            reasons = [reason for name in required if (reason := _several_lines(name, values[name]))]
            if reasons:
                damaged(number, reasons[0])
            else:
                yield number, values
    if not names:
        _require_columns(path, names, required)


def header(path: Path, delimiter: str = ",") -> list[str]:
    """Column names of a table whose fields may be quoted.

    Raises:
        ImporterError: if the file cannot be read.
    """
    rows = _quoted_fields(path, delimiter, lambda number, reason: None)
    return next((fields for _, fields in rows), [])


def _require_columns(path: Path, names: Sequence[str], required: Sequence[str]) -> None:
    if missing := [name for name in required if name not in names]:
        raise ImporterError(
            f"{path}: expected a column {', '.join(map(repr, missing))}. "
            f"Received: {cut(', '.join(names)) if names else 'an empty file'}"
        )
    if twice := [name for name in required if names.count(name) > 1]:
        raise ImporterError(
            f"{path}: expected the column {twice[0]!r} once. Received: {names.count(twice[0])}"
        )


def _plain_fields(path: Path, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    for number, line in text_rows(path):
        yield number, line.split(delimiter)


def _quoted_fields(path: Path, delimiter: str, damaged: Damaged) -> Iterator[tuple[int, list[str]]]:
    lines = Lines(line + "\n" for line in read_text(path).split("\n"))
    reader = csv.reader(lines, delimiter=delimiter)
    while True:
        number = lines.begin_row()
        try:
            fields = _next_fields(reader)
            reason = explain_open(lines.of_row) if is_open(lines.of_row, delimiter) else ""
        except StopIteration:
            return
        except csv.Error as error:
            reason = explain_csv_error(error, number, lines.number)
        if not reason:
            if any(field.strip() for field in fields):
                yield number, fields
        elif number == 1:
            raise ImporterError(f"row 1 of {path}: {reason}")
        else:
            first = lines.give_back()  # the other lines may be separate rows
            damaged(number, f"{reason} Received: {quote(first.strip())}")


def _next_fields(reader: Iterator[list[str]]) -> list[str]:
    """The next row; its fields may be longer than the default limit of the csv module."""
    limit = csv.field_size_limit(_MAX_FIELD_CHARACTERS)
    try:
        return next(reader)
    finally:
        csv.field_size_limit(limit)


def leading_fields(line: str, count: int, expected: str) -> list[str]:
    """Splits a row at white space into `count` fields and the rest, which may contain white space.

    Args:
        line: the row.
        count: number of fields before the rest.
        expected: names of the fields, for messages.

    Raises:
        ImporterError: if there are fewer fields, no rest, or a carriage return.
    """
    fields = line.split(maxsplit=count)
    if reason := carriage_return(line):
        raise ImporterError(reason)
    if len(fields) <= count:
        reason = fields_reason(count + 1, len(fields), expected)
        raise ImporterError(f"{reason.replace('must have', 'must have at least')}: {quote(line)}")
    return fields


def seconds_fields(fields: Sequence[str]) -> list[float]:
    """Converts times of a row.

    Raises:
        ImporterError: if they are not numbers.
    """
    try:
        times = [float(field) for field in fields]
    except ValueError:
        times = [math.nan]
    if not all(map(math.isfinite, times)):
        raise ImporterError(f"must have times in seconds. Received: {quote(' '.join(fields))}")
    return times


def carriage_return(text: str) -> str:
    """Explains that a row contains a carriage return, perhaps a line end; empty if it does not."""
    return f"must have no carriage return inside. Received: {quote(text)}" if "\r" in text else ""


def fields_reason(width: int, received: int, expected: str = "") -> str:
    """Explains that a row has a wrong number of fields."""
    return f"must have {width} fields{f' ({expected})' if expected else ''}. Received: {received}"


def _several_lines(name: str, text: str) -> str:
    if "\n" not in text:
        return carriage_return(text)
    return (
        f"{name!r} over {text.count(chr(10)) + 1} lines: a quote that is not closed? Received: {quote(text)}"
    )


def find(folder: Path, pattern: str, expected: str) -> list[Path]:
    """Files below a folder, sorted, so that all machines give the same result.

    Args:
        folder: the folder.
        pattern: see `Path.glob`; the case of extensions is ignored.
        expected: description of the files, for messages.

    Raises:
        ImporterError: if there is no such file, or no such folder.
    """
    try:
        os.scandir(folder).close()
    except OSError as error:
        raise ImporterError(
            f"{folder}: cannot be read: {reason_of(error)}; expected a folder with {expected}"
        ) from error
    found = files_in(folder, pattern)
    if not found:
        raise ImporterError(f"{folder} must have {expected} ({pattern}). Received: none")
    return found
