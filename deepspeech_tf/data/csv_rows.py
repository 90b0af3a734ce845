"""Reads CSV files written by people: only LF and CRLF end a line, and errors are explained."""

from __future__ import annotations

import csv
import io
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import TextIO

from deepspeech_tf.audio.location import is_remote, read_remote
from deepspeech_tf.audio.read import AUDIO_EXTENSIONS
from deepspeech_tf.errors import AudioError, ManifestError, one_line, quote

LONGEST_FIELD = 131072  # characters; the limit of Python's csv module, which stops at a quote that never ends
LONGEST_NAME = 4096  # characters of a file name with its folders
LINE_ENDS = "only LF and CRLF end a line"
OPEN_QUOTE = "a quote that is not closed?"
AFTER_LAST_LINE = ("",)  # read as an additional line, which continues a row whose quote is not closed
_SIZE_DIGITS = 18  # more bytes than any file has
_SEPARATORS = {";": "semicolons", "\t": "tabs", "|": "bars"}


def open_csv(path: str, *, errors: str = "strict", buffer_bytes: int = -1) -> TextIO:
    """Opens a CSV file, remote or not, as UTF-8 text without its byte order mark; line ends are unchanged.

    A lone carriage return does not end a line, unlike in Python's universal newlines.

    Raises:
        AudioError: if it is remote and cannot be fetched.
        OSError: if it cannot be opened.
    """
    if is_remote(path):
        contents = io.BytesIO(read_remote(path))
        return io.TextIOWrapper(contents, encoding="utf-8-sig", errors=errors, newline="\n")
    return open(path, encoding="utf-8-sig", errors=errors, newline="\n", buffering=buffer_bytes)


class Lines:
    """Passes the lines of a file to the CSV reader.

    `of_row` has the lines since `begin_row`, `crlf` is the count of lines that end with CRLF, and `number` is
    the number of the last line.
    """

    def __init__(self, lines: Iterable[str]) -> None:
        self._lines = iter(lines)
        self._again: deque[str] = deque()
        self.crlf = self.first_crlf = self.number = 0
        self.of_row: list[str] = []

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        is_new = not self._again
        line = next(self._lines) if is_new else self._again.popleft()
        self.number += 1
        if is_new and line.endswith("\r\n"):
            self.crlf += 1
            self.first_crlf = self.first_crlf or self.number
        self.of_row.append(line)
        return line

    def begin_row(self) -> int:
        """Starts a row; returns the number of its first line."""
        self.of_row.clear()
        return self.number + 1

    def give_back(self) -> str:
        """Returns the first line of the row; the others will be read again."""
        first, *others = self.of_row
        self._again.extendleft(reversed(others))
        self.number -= len(others)
        return first


def is_open(lines: Sequence[str], delimiter: str = ",") -> bool:
    """Whether a row has a quote that is not closed on its line."""
    if not any('"' in line for line in lines):
        return False
    try:
        list(csv.reader(lines, delimiter=delimiter, strict=True))
    except csv.Error as error:
        return len(lines) > 1 or "end of data" in str(error)
    return False


def explain_open(lines: Sequence[str]) -> str:
    """That `is_open`."""
    if len(lines) > 1:
        return f"over {len(lines)} lines: {OPEN_QUOTE}"
    received = quote(lines[0].rstrip("\r\n"))
    return f"cannot be read as CSV: a field without an end: {OPEN_QUOTE} Received: {received}"


def explain_lines(fields: Sequence[str]) -> str:
    """Explains that a row does not end on the line on which it begins.

    Args:
        fields: the fields of the row.
    """
    field = next((field for field in fields if "\n" in field), fields[-1])
    return f"a field without an end on its line: {OPEN_QUOTE} Received: {quote(field)}"


def csv_rows(path: str, required: Sequence[str]) -> Iterator[tuple[int, dict[str, str]]]:
    """Yields the rows of a CSV file by column names, each with its line number.

    Args:
        path: the file, remote or not.
        required: columns that must exist.

    Raises:
        ManifestError: naming the row, if the file or a row cannot be read.
    """
    row = 0
    try:
        with open_csv(path) as file:
            reader = csv.reader(chain(file, AFTER_LAST_LINE))
            header = [name.strip() for name in next(reader)]
            if reader.line_num > 1:
                raise ManifestError(f"row 1 of {one_line(path)}: {explain_lines(header)}")
            if reason := explain_header(header, required):
                raise ManifestError(f"row 1 of {one_line(path)}: {reason}")
            name_index = header.index("wav_filename") if "wav_filename" in header else None
            row = 1
            for fields in reader:
                row += 1
                if reader.line_num != row:
                    raise ManifestError(f"row {row} of {one_line(path)}: {explain_lines(fields)}")
                if fields and len(fields) != len(header):
                    reason = explain_fields(fields, len(header), name_index)
                    raise ManifestError(f"row {row} of {one_line(path)}: {reason}")
                if fields:
                    yield row, dict(zip(header, fields, strict=True))
    except csv.Error as error:
        reason = explain_csv_error(error, row + 1, reader.line_num)
        raise ManifestError(f"row {row + 1} of {one_line(path)}: {reason}") from error
    except AudioError as error:
        raise ManifestError(str(error)) from error
    except UnicodeDecodeError as error:
        raise ManifestError(
            f"{one_line(path)}: must be UTF-8. Received: byte 0x{error.object[error.start]:02x}"
        ) from error
    except OSError as error:
        raise ManifestError(f"{one_line(path)}: cannot be read: {error.strerror or error}") from error


def explain_csv_error(error: csv.Error, row: int, last_line: int) -> str:
    """Explains to the author of the file why the csv module could not read it.

    Args:
        error: the exception of the csv module.
        row: line on which the row begins.
        last_line: the last line that was read.
    """
    reason = str(error)
    if "field limit" in reason:
        lines = f" over {last_line - row + 1} lines" if last_line > row else ""
        reason = (
            f"a field{lines} with more than {reason.rpartition('(')[2].rstrip(')')} characters: {OPEN_QUOTE}"
        )
    elif "new-line character" in reason:
        reason = f"a carriage return inside of a row; {LINE_ENDS}"
    return f"cannot be read as CSV: {reason}"


def explain_header(names: Sequence[str], required: Sequence[str], others: Sequence[str] = ()) -> str:
    """What is wrong with a header row; empty if nothing.

    Args:
        names: column names, without surrounding blanks.
        required: columns that must exist exactly once.
        others: columns that must not occur twice.
    """
    received = f"Received: {quote(', '.join(names), 200)}"
    if any("\0" in name for name in names):
        return f"must be UTF-8 without NUL bytes. {received}: UTF-16?"
    for column in required:
        if column not in names:
            found = separators(names[0]) if len(names) == 1 else ""
            hint = f" (fields are separated by commas{f', not by {found}' if found else ''})"
            return f"must have a column {column!r}{hint if len(names) == 1 else ''}. {received}"
    for column in (*required, *others):
        if (count := names.count(column)) > 1:
            return f"must have the column {column!r} once. Received: {count} times"
    return ""


def explain_fields(fields: Sequence[str], width: int, name_index: int | None) -> str:
    """Explains that a row has a wrong number of fields, with a hint at the reason if there is one.

    Args:
        fields: the fields of the row.
        width: number of fields of the header.
        name_index: index of the column of file names; None if there is none.
    """
    expected = f"must have {width} fields like the header"
    received = f"Received: {len(fields)}"
    if any("\n" in field for field in fields):
        return f"{expected}. {received} over several lines: {OPEN_QUOTE}"
    if len(fields) == 1 and (found := separators(fields[0])):
        return f"{expected}, separated by commas. {received}, with {found}"
    if name_index is not None and (name := _divided_name(fields, width, name_index)):
        hint = f"the file name has a comma, so it must stand in quotes: {quoted_field(name)}"
        return f"{expected}. {received}: {hint}"
    numbers = [len(field) if field.strip().isdecimal() else 0 for field in fields]
    if any(0 < one <= 3 and after == 3 for one, after in zip(numbers, numbers[1:], strict=False)):
        return f"{expected}. {received}: a number with a comma between its digits?"
    return f"{expected}, with quotes around a field that holds a comma. {received}"


def explain_size(text: str) -> str:
    """What is wrong with a `wav_filesize`; empty if nothing."""
    if text.isdecimal() and len(text) <= _SIZE_DIGITS:
        return ""
    hint = ""
    if text.isdecimal():
        hint = f", {len(text)} digits"
    elif text.startswith("-") and text[1:].isdecimal():
        hint = ", which is negative"
    elif text.replace(".", "", 1).isdecimal() and not text.endswith("."):
        hint = ", with a fraction or a separator of thousands"
    elif "".join(c for c in text if c not in ",.' _\u00a0\u202f").isdecimal():
        hint = ", with separators of thousands"
    return f"must be an integer (bytes), digits only. Received: {quote(text)}{hint}"


def separators(line: str) -> str:
    """The character that seems to separate the fields of a line instead of commas; empty if there is none."""
    character = max(_SEPARATORS, key=line.count)
    return _SEPARATORS[character] if line.count(character) else ""


def quoted_field(text: str) -> str:
    """A field in quotes, as written in a CSV file, shortened to a readable length."""
    shown = text if len(text) <= 80 else text[:79] + "…"
    doubled = shown.replace('"', '""')
    return f'"{doubled}"'


def path_hint(name: str) -> str:
    """A hint why a missing file may have a wrong name; empty if there is none."""
    if "\\" not in name:
        return ""
    end = name[name.rfind("/", 0, name.index("\\")) + 1 :]  # without the folders before it, which may be long
    return f" (backslashes as in Windows? Folders are separated by /: {quote(end.replace(chr(92), '/'))})"


def _divided_name(fields: Sequence[str], width: int, index: int) -> str:
    """The file name that contains commas and so was split into several fields; empty if there is none."""
    for count in range(2, len(fields) - width + 2):
        name = ",".join(fields[index : index + count])
        if name.lower().endswith(AUDIO_EXTENSIONS):
            return "" if fields[index].lower().endswith(AUDIO_EXTENSIONS) else name
    return ""
