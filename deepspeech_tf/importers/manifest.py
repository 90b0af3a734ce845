"""Writes the CSV manifests of importers."""

from __future__ import annotations

import csv
import os
from collections.abc import Iterable, Sequence
from pathlib import Path

from deepspeech_tf.data.manifest import PATH_COLUMN, SIZE_COLUMN, TRANSCRIPT_COLUMN
from deepspeech_tf.errors import ImporterError, reason_of
from deepspeech_tf.importers.clip import ImportedClip, LeftOut
from deepspeech_tf.whole_file import whole_file


def write_manifest(
    path: Path, samples: Iterable[ImportedClip], *, relative: bool = False, extra: Sequence[str] = ()
) -> int:
    """Writes a CSV manifest, completely or not at all.

    Args:
        path: the file; its folder is created.
        samples: rows, in this order.
        relative: whether audio paths are relative to the manifest's folder, or absolute.
        extra: further columns, from the clips' `extra`.

    Returns:
        The number of rows.

    Raises:
        ImporterError: naming the file, if it cannot be written.
    """
    count = 0
    folder = path.parent.resolve()

    def rows() -> Iterable[list[str]]:
        nonlocal count
        for sample in samples:
            wav = sample.wav.resolve()
            name = os.path.relpath(wav, folder) if relative else str(wav)
            count += 1
            yield [
                name,
                str(sample.size),
                sample.transcript,
                *(sample.clip.extra.get(column, "") for column in extra),
            ]

    _write(path, [PATH_COLUMN, SIZE_COLUMN, TRANSCRIPT_COLUMN, *extra], rows())
    return count


def write_left_out(path: Path, left_out: Iterable[LeftOut]) -> None:
    """Writes the clips that were left out: position, audio file, kind, reason, and the corpus' text."""
    rows = ([i.clip.where, str(i.clip.audio), i.kind, i.reason, i.clip.text] for i in left_out)
    readable = ([field.encode(errors="backslashreplace").decode() for field in row] for row in rows)
    _write(path, ["where", "audio", "kind", "reason", "text"], readable)


def _write(path: Path, header: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with whole_file(path) as part, open(part, "w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(header)
            writer.writerows(rows)
    except OSError as error:
        raise ImporterError(f"{path}: cannot be written: {reason_of(error)}") from error
