"""Text files of corpora: tables, lists of key and text, whole transcripts; damage is named with its row.

Only LF and CRLF end a row. A row that has not the fields that it must have is left out and named: its text
could be a part of what was said, or of something else.
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

Damaged = Callable[[int, str], None]  # takes the number of a row and why it is left out
_MAX_FIELD_CHARACTERS = 2**24  # characters
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")


def read_text(path: Path, encoding: str = "utf-8-sig") -> str:
    """A whole text file, its lines ended by LF; one whose name ends in `.gz` is unpacked.

    Raises:
        ImporterError: if it is missing, damaged or of another encoding.
    """
    try:
        path = in_any_case(path)
        content = gzip.decompress(path.read_bytes()) if suffix_of(path) == ".gz" else path.read_bytes()
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise ImporterError(f"{path} is damaged, cut short or no gzip file: {error}") from error
    except OSError as error:
        raise ImporterError(f"{path} cannot be read: {error.strerror or error}") from error
    except ValueError as error:  # NUL, or half a character
        raise ImporterError(f"{quote(str(path))} cannot be read: no name of a file") from error
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
    """Lines that are not blank, without their ends, each with its number.

    Raises:
        ImporterError: as `read_text`.
    """
    text = read_text(path, encoding)
    if "\r" in text and "\n" not in text.rstrip("\n"):
        raise ImporterError(f"{path}: lines must end with LF or CRLF. Received: CR alone")
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            yield number, line


def key_and_text(path: Path, damaged: Damaged, separator: str | None = None) -> dict[str, str]:
    """Lists such as Kaldi's `text`: a key, white space (or `separator`), the rest of the line.

    Args:
        path: the file, UTF-8.
        damaged: called for a row that is left out: with a carriage return inside, without a key, with a
            key that was there before with another text, with `separator` more than once.
        separator: between key and text; None for white space.

    Raises:
        ImporterError: as `read_text`.
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
            damaged(
                number, f"must have a key of its own. Received: {quote(key)} once more, with another text"
            )
    return pairs


def separated_rows(
    path: Path, widths: Sequence[int], damaged: Damaged, *, separator: str, wanted: str = ""
) -> Iterator[tuple[int, list[str]]]:
    """Fields of the rows of a table without a header and without quotes, each with the number of its line.

    Args:
        path: the file, UTF-8.
        widths: how many fields rows can have; if several, most rows of the file tell which it is here.
        damaged: called for a row that has another number of fields.
        separator: between fields.
        wanted: what the fields are, for messages.

    Raises:
        ImporterError: as `read_text`.
    """
    rows = list(text_rows(path))
    found = Counter(line.count(separator) + 1 for _, line in rows)
    width = max(widths, key=lambda width: (found[width], width))
    for number, line in rows:
        fields = line.split(separator)
        if reason := carriage_return(line):
            damaged(number, reason)
        elif len(fields) != width:
            damaged(number, fields_reason(width, len(fields), wanted))
        else:
            yield number, fields


def table_rows(
    path: Path, required: Sequence[str], damaged: Damaged, *, delimiter: str = "\t", quoted: bool = True
) -> Iterator[tuple[int, dict[str, str]]]:
    """Rows of a table with a header, each with the number of its (first) line.

    Args:
        path: the file, UTF-8.
        required: columns without which it cannot be used.
        damaged: called for a row that has more or fewer fields than the header, or lines in its fields.
        delimiter: between columns.
        quoted: whether `"` encloses fields; else it is a character like others.

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
    """Names of the columns of a table whose fields can stand in quotes.

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
            first = lines.give_back()  # the other lines may be rows
            damaged(number, f"{reason} Received: {quote(first.strip())}")


def _next_fields(reader: Iterator[list[str]]) -> list[str]:
    """The next row, whose fields may be longer than the limit that the whole process has."""
    limit = csv.field_size_limit(_MAX_FIELD_CHARACTERS)
    try:
        return next(reader)
    finally:
        csv.field_size_limit(limit)


def leading_fields(line: str, count: int, wanted: str) -> list[str]:
    """Fields that white space separates, and behind them the words, in which it may be, too.

    Args:
        line: a row.
        count: fields before the words.
        wanted: what the fields are, for messages.

    Raises:
        ImporterError: if there are fewer, no words, or a carriage return.
    """
    fields = line.split(maxsplit=count)
    if reason := carriage_return(line):
        raise ImporterError(reason)
    if len(fields) <= count:
        reason = fields_reason(count + 1, len(fields), wanted)
        raise ImporterError(f"{reason.replace('must have', 'must have at least')}: {quote(line)}")
    return fields


def seconds_fields(fields: Sequence[str]) -> list[float]:
    """Times of a row.

    Raises:
        ImporterError: if they are no numbers.
    """
    try:
        times = [float(field) for field in fields]
    except ValueError:
        times = [math.nan]
    if not all(map(math.isfinite, times)):
        raise ImporterError(f"must have times in seconds. Received: {quote(' '.join(fields))}")
    return times


def carriage_return(text: str) -> str:
    """That a row has a carriage return inside, which may have been a line end; empty if it has none."""
    return f"must have no carriage return inside. Received: {quote(text)}" if "\r" in text else ""


def fields_reason(width: int, received: int, wanted: str = "") -> str:
    """That a row has not the number of fields that it must have."""
    return f"must have {width} fields{f' ({wanted})' if wanted else ''}. Received: {received}"


def _several_lines(name: str, text: str) -> str:
    if "\n" not in text:
        return carriage_return(text)
    return (
        f"{name!r} over {text.count(chr(10)) + 1} lines: a quote that is not closed? Received: {quote(text)}"
    )


def find(folder: Path, pattern: str, wanted: str) -> list[Path]:
    """Files below a folder, sorted, so that runs on different machines agree.

    Args:
        folder: where to look.
        pattern: as of `Path.glob`; the ending of names can be in any case.
        wanted: what they are, for messages.

    Raises:
        ImporterError: if there is none, or no such folder.
    """
    try:
        os.scandir(folder).close()
    except OSError as error:
        raise ImporterError(
            f"{folder}: cannot be read: {reason_of(error)}; expected a folder with {wanted}"
        ) from error
    found = files_in(folder, pattern)
    if not found:
        raise ImporterError(f"{folder} must have {wanted} ({pattern}). Received: none")
    return found
