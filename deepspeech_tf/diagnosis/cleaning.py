"""Writes the cleaned data sets, and the rows that were left out."""

from __future__ import annotations

import csv
import os
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from deepspeech_tf.audio.location import is_remote
from deepspeech_tf.data.csv_rows import LONGEST_FIELD
from deepspeech_tf.data.manifest import PATH_COLUMN, SIZE_COLUMN, TRANSCRIPT_COLUMN
from deepspeech_tf.diagnosis.diagnose import Diagnosis
from deepspeech_tf.diagnosis.examine import Examined
from deepspeech_tf.diagnosis.finding import KINDS, Finding
from deepspeech_tf.diagnosis.rows import Manifest
from deepspeech_tf.whole_file import whole_file

CLEAN_FOLDER = "clean"
QUARANTINE_FILE = "quarantine.csv"


def write_cleaned(folder: Path, diagnosis: Diagnosis) -> list[Path]:
    """Writes `clean/<name>.csv` for every file, with the same columns, absolute paths, UTF-8 and LF.

    Returns:
        The paths, one for each file that has rows.
    """
    written: list[Path] = []
    for manifest in diagnosis.manifests:
        if manifest.rows:
            path = _free_name(folder / CLEAN_FOLDER, Path(manifest.path).stem, written)
            kept = (one for one in diagnosis.rows_of(manifest) if not one.is_quarantined)
            _write(path, _clean_header(manifest), (_clean_fields(manifest, one) for one in kept))
            written.append(path)
    return written


def write_quarantine(folder: Path, diagnosis: Diagnosis) -> int:
    """Writes `quarantine.csv`: the unchanged rows that were left out, with file, row and reasons.

    Returns:
        The number of these rows.
    """
    header = [PATH_COLUMN, SIZE_COLUMN, TRANSCRIPT_COLUMN, "file", "row", "reasons"]
    rows = list(_quarantined(diagnosis))
    _write(folder / QUARANTINE_FILE, header, rows)
    return len(rows)


def _free_name(folder: Path, stem: str, taken: Sequence[Path]) -> Path:
    path, number = folder / f"{stem}.csv", 2
    while path in taken:
        path, number = folder / f"{stem}-{number}.csv", number + 1
    return path


def _clean_header(manifest: Manifest) -> list[str]:
    return manifest.header if SIZE_COLUMN in manifest.header else [*manifest.header, SIZE_COLUMN]


def _clean_fields(manifest: Manifest, one: Examined) -> list[str]:
    values: Mapping[str, str] = {
        **dict(zip(manifest.header, one.row.fields, strict=True)),
        PATH_COLUMN: _absolute(one.row.audio),
        SIZE_COLUMN: str(max(one.row.size, 0)),
        TRANSCRIPT_COLUMN: one.row.transcript,
    }
    return [values[column] for column in _clean_header(manifest)]


def _absolute(audio: str) -> str:
    return audio if is_remote(audio) else os.path.abspath(audio)


def _quarantined(diagnosis: Diagnosis) -> Iterable[Sequence[str]]:
    for manifest in diagnosis.manifests:
        for number, fields in manifest.broken.items():
            reasons = [finding for finding in manifest.findings if finding.row == number]
            yield ["", "", _readable(",".join(fields)), manifest.path, str(number), _reasons(reasons)]
    for one in diagnosis.examined:
        if one.is_quarantined:
            values = dict(zip(one.manifest.header, one.row.fields, strict=True))
            yield [
                _absolute(one.row.audio),
                values.get(SIZE_COLUMN, ""),
                values[TRANSCRIPT_COLUMN],
                one.row.file,
                str(one.row.number),
                _reasons(one.findings),
            ]


def _readable(text: str) -> str:
    """The unchanged row, truncated if the field is too long for CSV readers."""
    if len(text) <= LONGEST_FIELD:
        return text
    end = f"… ({len(text)} characters)"
    return text[: LONGEST_FIELD - len(end)] + end


def _reasons(findings: Sequence[Finding]) -> str:
    return "; ".join(
        f"{KINDS[finding.kind].title}: {finding.detail}"
        for finding in findings
        if finding.action == "quarantine"
    )


def _write(path: Path, header: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Writes a CSV file atomically; bytes that are not valid UTF-8 are escaped."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with (
        whole_file(path) as partial,
        open(partial, "w", encoding="utf-8", errors="backslashreplace", newline="") as file,
    ):
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)
