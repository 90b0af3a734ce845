"""Reads manifests, which list audio files with their transcripts."""

from __future__ import annotations

import codecs
import csv
import gc
import io
import os
import stat
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import chain
from operator import attrgetter

from deepspeech_tf.audio.location import is_remote, read_remote
from deepspeech_tf.audio.read import AUDIO_EXTENSIONS
from deepspeech_tf.audio.sample_database import member_of
from deepspeech_tf.data.csv_rows import (
    AFTER_LAST_LINE,
    LONGEST_NAME,
    explain_csv_error,
    explain_fields,
    explain_header,
    explain_lines,
    explain_size,
    open_csv,
)
from deepspeech_tf.data.database import read_database
from deepspeech_tf.data.utterance import Utterance
from deepspeech_tf.errors import AudioError, ManifestError, one_line, quote, reason_of

PATH_COLUMN = "wav_filename"
SIZE_COLUMN = "wav_filesize"
TRANSCRIPT_COLUMN = "transcript"
READ_BUFFER_BYTES = 2**20


def read_manifests(
    paths: Sequence[str | os.PathLike[str]],
    *,
    reverse: bool = False,
    limit: int = 0,
    buffer_bytes: int = READ_BUFFER_BYTES,
) -> list[Utterance]:
    """Reads manifests as one set, shortest utterance first.

    Rows are sorted by `wav_filesize`; rows of equal sizes keep their order. Without that column, all sizes
    are 0, so the order of the file is kept.

    Args:
        paths: sample databases (.sdb), or CSV files: UTF-8 with or without byte order mark, lines
            that end with LF or CRLF, a header row, one line for each row, columns `wav_filename` (relative
            to the CSV's folder, absolute or remote), `transcript` and, if the order is to be by size,
            `wav_filesize`; other columns are ignored.
        reverse: longest first.
        limit: keep only that many of the sorted rows; 0 keeps all.
        buffer_bytes: size of the read buffer.

    Raises:
        ManifestError: naming file and row, if a file or a row cannot be used, or a file has no rows.
    """
    if limit < 0:
        raise ManifestError(f"the limit of utterances must not be negative. Received: {limit}")
    utterances: list[Utterance] = []
    with _without_cycle_search():
        for path in paths:
            utterances.extend(_read_manifest(os.fspath(path), buffer_bytes))
    utterances.sort(key=attrgetter("size"), reverse=reverse)
    return utterances[:limit] if limit else utterances


def _read_manifest(path: str, buffer_bytes: int) -> list[Utterance]:
    extension = os.path.splitext(path)[1].lower()
    known = extension in (".csv", ".sdb")
    wrong_type = "" if known else f"type of a manifest must be .csv or .sdb. Received: {quote(extension)}"
    if not is_remote(path) and (problem := _problem_of_place(path)):
        raise ManifestError(
            f"{one_line(path)}: cannot be read: {problem}" + ("" if known else f"; the {wrong_type}")
        )
    if wrong_type:
        raise ManifestError(f"{one_line(path)}: unknown file type, the {wrong_type}")
    if extension == ".sdb":
        return read_database(path)
    try:
        with open_csv(path, buffer_bytes=buffer_bytes) as file:
            rows = list(_read_rows(file, path))
    except AudioError as error:
        raise ManifestError(str(error)) from error
    except UnicodeDecodeError as error:
        raise _not_utf8(path) from error
    except OSError as error:
        raise ManifestError(f"{one_line(path)}: cannot be read: {error.strerror or error}") from error
    if not rows:
        raise ManifestError(f"{one_line(path)}: must have rows below its header. Received: none")
    return rows


def _problem_of_place(path: str) -> str:
    """Why no file of any kind can be read there; empty if there is one."""
    try:
        is_folder = stat.S_ISDIR(os.stat(path).st_mode)
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name
        return reason_of(error)
    return "Is a directory, name the .csv file in it" if is_folder else ""


def _read_rows(file: Iterable[str], path: str) -> Iterator[Utterance]:
    reader = csv.reader(chain(file, AFTER_LAST_LINE))
    row = 0
    try:
        header = next(reader)
        if not header and next(reader, None) is None:
            raise ManifestError(f"{one_line(path)}: the file is empty; must begin with a header row")
        if reader.line_num > 1:
            raise ManifestError(f"row 1 of {one_line(path)}: {explain_lines(header)}")
        path_index, size_index, transcript_index = _find_columns(header, path)
        width = len(header)
        folder = os.path.dirname(path)
        row = 1
        for fields in reader:
            row += 1
            if reader.line_num != row:
                raise ManifestError(f"row {row} of {one_line(path)}: {explain_lines(fields)}")
            if len(fields) == width:
                name, transcript = fields[path_index], fields[transcript_index]
                size_text = "0" if size_index is None else fields[size_index].strip()
                is_size = size_text.isdecimal() and len(size_text) < 19
                if is_size and transcript and not transcript.isspace() and _is_audio(name):
                    yield Utterance(name, path, int(size_text), transcript, folder=folder, row=row)
                else:
                    raise ManifestError(
                        f"row {row} of {one_line(path)}: {_complaint(name, size_text, transcript)}"
                    )
            elif fields:  # a blank line is not a row
                raise ManifestError(
                    f"row {row} of {one_line(path)}: {explain_fields(fields, width, path_index)}"
                )
    except csv.Error as error:
        reason = explain_csv_error(error, row + 1, reader.line_num)
        raise ManifestError(f"row {row + 1} of {one_line(path)}: {reason}") from error


def _find_columns(header: Sequence[str], path: str) -> tuple[int, int | None, int]:
    names = [name.strip() for name in header]
    if reason := explain_header(names, (PATH_COLUMN, TRANSCRIPT_COLUMN), (SIZE_COLUMN,)):
        raise ManifestError(f"row 1 of {one_line(path)}: {reason}")
    size_index = names.index(SIZE_COLUMN) if SIZE_COLUMN in names else None
    return names.index(PATH_COLUMN), size_index, names.index(TRANSCRIPT_COLUMN)


def _is_audio(name: str) -> bool:
    is_known = name.lower().endswith(AUDIO_EXTENSIONS) or member_of(name) is not None
    return is_known and "\0" not in name and len(name) <= LONGEST_NAME


def _complaint(name: str, size_text: str, transcript: str) -> str:
    if not name:
        return f"{PATH_COLUMN} is empty"
    if "\0" in name:
        return f"{PATH_COLUMN} must not contain a NUL byte. Received: {quote(name)}"
    if len(name) > LONGEST_NAME:
        return f"{PATH_COLUMN} must have at most {LONGEST_NAME} characters. Received: {quote(name)}"
    if not _is_audio(name):
        known = ", ".join(AUDIO_EXTENSIONS)
        return f"Unknown audio type extension, must be one of {known}. Received: {quote(name)}"
    if reason := explain_size(size_text):
        return f"{SIZE_COLUMN} {reason}"
    return f"{TRANSCRIPT_COLUMN} is empty ({name})"


def _not_utf8(path: str) -> ManifestError:
    """Finds the row that cannot be decoded; the decoder of a text file only knows positions in its buffer."""
    with io.BytesIO(read_remote(path)) if is_remote(path) else open(path, "rb") as file:
        for row, line in enumerate(file, 1):
            try:
                line.decode("utf-8")
            except UnicodeDecodeError as error:
                if row == 1 and line[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
                    return ManifestError(f"{one_line(path)}: must be UTF-8. Received: UTF-16")
                return ManifestError(
                    f"row {row} of {one_line(path)}: must be UTF-8. Received: byte 0x{line[error.start]:02x} "
                    f"at place {error.start + 1} of the line"
                )
    return ManifestError(f"{one_line(path)}: must be UTF-8")


@contextmanager
def _without_cycle_search() -> Iterator[None]:
    """Disables the garbage collector, which would visit millions of rows repeatedly; they have no cycles."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()
