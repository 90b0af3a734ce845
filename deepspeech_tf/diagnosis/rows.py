"""Reads manifests to the end despite errors, and reports the errors."""

from __future__ import annotations

import codecs
import csv
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from os import path as os_path

from deepspeech_tf.audio.location import joined
from deepspeech_tf.audio.sample_database import open_database
from deepspeech_tf.data.csv_rows import (
    LONGEST_NAME,
    Lines,
    explain_csv_error,
    explain_fields,
    explain_header,
    explain_lines,
    explain_open,
    explain_size,
    is_open,
    open_csv,
)
from deepspeech_tf.data.database import read_database
from deepspeech_tf.data.manifest import PATH_COLUMN, SIZE_COLUMN, TRANSCRIPT_COLUMN
from deepspeech_tf.diagnosis.finding import Finding
from deepspeech_tf.errors import AudioError, ManifestError, quote

SETS = ("train", "dev", "test")

# Lower-case names of columns with the speaker, most common first.
SPEAKER_COLUMNS = ("client_id", "speaker_id", "speaker", "spk_id", "user_id", "speaker_name")
# File names are <speaker>-<chapter>-<number> in LibriSpeech and <speaker>_<book>_<number> in MLS.
LIBRISPEECH_NAME = re.compile(r"(?:^|[/\\])(\d+)(?:-\d{3,}-\d{4}|_\d+_\d{6})\.\w+$")
_SURROGATE = re.compile("[\udc80-\udcff]")


@dataclass(slots=True)
class Row:
    """A row of a manifest, with its repaired transcript and size.

    Args:
        file: CSV file.
        number: line number in the file, where the header is 1.
        audio: path of the audio file, joined with the folder of the CSV file.
        transcript: repaired, if possible.
        size: `wav_filesize`; -1 if it is invalid.
        fields: all fields, unchanged.
        speaker: name of the speaker; "" if unknown.
    """

    file: str
    number: int
    audio: str
    transcript: str
    size: int
    fields: list[str]
    speaker: str

    def finding(self, kind: str, detail: str) -> Finding:
        audio = self.audio if len(self.audio) <= LONGEST_NAME else quote(self.audio)
        return Finding(kind, self.file, self.number, audio, detail)


@dataclass
class Manifest:
    """A CSV file.

    Args:
        phase: "train", "dev" or "test".
        path: the file.
        header: names of the columns.
        rows: the well-formed rows.
        findings: findings about the file and about malformed rows.
        broken: fields of the malformed rows by line number.
    """

    phase: str
    path: str
    header: list[str] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    broken: dict[int, list[str]] = field(default_factory=dict)

    def column(self, name: str) -> int | None:
        return self.header.index(name) if name in self.header else None


def read_rows(phase: str, path: str, speaker_pattern: re.Pattern[str] | None = None) -> Manifest:
    """Reads a manifest as far as possible.

    Args:
        phase: "train", "dev" or "test".
        path: CSV file.
        speaker_pattern: matches the speaker in `wav_filename`, as its first group or as the whole match. If
            None, the speaker comes from a column with a known name, or from a file name in LibriSpeech's
            style.
    """
    manifest = Manifest(phase, path)
    if path.lower().endswith(".sdb"):
        _read_database(manifest)
        return manifest
    try:
        with open(path, "rb") as raw:
            start = raw.read(3)
        if start[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
            _complain(manifest, "encoding", 0, "must be UTF-8. Received: UTF-16")
            return manifest
        if start == codecs.BOM_UTF8:
            _complain(manifest, "bom", 1, "the file starts with the bytes EF BB BF")
        with open_csv(path, errors="surrogateescape") as file:
            _read(manifest, file, speaker_pattern)
    except OSError as error:
        _complain(manifest, "manifest", 0, error.strerror or str(error))
    return manifest


def _read_database(manifest: Manifest) -> None:
    """Reads the samples of a database as rows; the first one has number 1."""
    manifest.header = [PATH_COLUMN, SIZE_COLUMN, TRANSCRIPT_COLUMN]
    try:
        utterances = read_database(manifest.path)
        if damage := open_database(manifest.path).damage:
            _complain(manifest, "manifest", 0, damage)
    except (ManifestError, AudioError) as error:
        _complain(manifest, "manifest", 0, str(error))
        return
    for number, one in enumerate(utterances, 1):
        fields = [os_path.basename(one.path), str(one.size), one.transcript]
        manifest.rows.append(Row(manifest.path, number, one.path, one.transcript, one.size, fields, ""))


def _complain(manifest: Manifest, kind: str, row: int, detail: str) -> None:
    manifest.findings.append(Finding(kind, manifest.path, row, "", detail))


def _read(manifest: Manifest, file: Iterable[str], speaker_pattern: re.Pattern[str] | None) -> None:
    lines = Lines(file)
    reader = csv.reader(lines)
    while True:
        number = lines.begin_row()
        try:
            fields = next(reader)
        except StopIteration:
            break
        except csv.Error as error:
            _complain(manifest, "fields", number, explain_csv_error(error, number, lines.number))
            if not manifest.header:
                return
            manifest.broken[number] = [lines.give_back().rstrip("\r\n")]
            continue
        if manifest.header and is_open(lines.of_row):
            if len(lines.of_row) > 1:
                _complain(manifest, "line_break", number, f"spans {len(lines.of_row)} lines")
            else:
                _complain(manifest, "fields", number, explain_open(lines.of_row))
            manifest.broken[number] = [lines.give_back().rstrip("\r\n")]
        elif not manifest.header:
            manifest.header = [name.strip() for name in fields]
            if len(lines.of_row) > 1:
                _complain(manifest, "manifest", 1, explain_lines(fields))
                return
            if not _has_columns(manifest):
                return
        elif fields and len(lines.of_row) > 1 and "\n" not in _transcript(manifest, fields):
            detail = (
                f"spans {len(lines.of_row)} lines. Received: {quote(next(f for f in fields if chr(10) in f))}"
            )
            _complain(manifest, "line_break", number, detail)
            manifest.broken[number] = fields
        elif fields:
            _add_row(manifest, number, fields, speaker_pattern)
    if lines.crlf:
        detail = f"{lines.crlf} of {lines.number} lines; this one is the first"
        _complain(manifest, "crlf", lines.first_crlf, detail)
    if not manifest.rows and not manifest.broken:
        expected = "rows after the header" if manifest.header else "a header row"
        _complain(manifest, "manifest", 0, f"must have {expected}. Received: none")


def _transcript(manifest: Manifest, fields: list[str]) -> str:
    place = manifest.header.index(TRANSCRIPT_COLUMN)
    return fields[place] if place < len(fields) else ""


def _has_columns(manifest: Manifest) -> bool:
    header = manifest.header
    if reason := explain_header(header, (PATH_COLUMN, TRANSCRIPT_COLUMN), (SIZE_COLUMN,)):
        _complain(manifest, "manifest", 1, reason)
        return False
    if SIZE_COLUMN not in header:
        _complain(manifest, "no_size", 1, f"Received: {quote(', '.join(header), 200)}")
    return True


def _add_row(
    manifest: Manifest, number: int, fields: list[str], speaker_pattern: re.Pattern[str] | None
) -> None:
    if len(fields) != len(manifest.header):
        names = manifest.header.index(PATH_COLUMN)
        _complain(manifest, "fields", number, explain_fields(fields, len(manifest.header), names))
        manifest.broken[number] = fields
        return
    if any(_SURROGATE.search(text) for text in fields):
        wrong = next(match for text in fields if (match := _SURROGATE.search(text)))
        _complain(manifest, "encoding", number, f"byte 0x{ord(wrong.group()) - 0xDC00:02x}")
        manifest.broken[number] = fields
        return
    name = fields[manifest.header.index(PATH_COLUMN)]
    size_column = manifest.column(SIZE_COLUMN)
    size_text = "0" if size_column is None else fields[size_column].strip()
    wrong_size = explain_size(size_text)
    row = Row(
        file=manifest.path,
        number=number,
        audio=joined(os_path.dirname(manifest.path), name),
        transcript=fields[manifest.header.index(TRANSCRIPT_COLUMN)],
        size=-1 if wrong_size else int(size_text),
        fields=fields,
        speaker=_speaker(manifest.header, fields, name, speaker_pattern),
    )
    if wrong_size:
        manifest.findings.append(row.finding("size_text", wrong_size))
    manifest.rows.append(row)


def _speaker(header: list[str], fields: list[str], name: str, pattern: re.Pattern[str] | None) -> str:
    if pattern is None:
        lower = [column.lower() for column in header]
        for column in SPEAKER_COLUMNS:
            if column in lower:
                return fields[lower.index(column)].strip()
    match = (pattern or LIBRISPEECH_NAME).search(name)
    if not match:
        return ""
    return (match.group(1) if match.re.groups else match.group()) or ""
