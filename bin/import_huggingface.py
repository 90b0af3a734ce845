#!/usr/bin/env python3
"""Import a Hugging Face data set on disk: writes <split>.csv for each of its splits.

Takes Parquet files as on the hub, Arrow files of save_to_disk or of the cache, and folders of audio with
metadata.csv or metadata.jsonl. Several configurations (languages) are imported one by one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from deepspeech_tf.audio.read import AUDIO_EXTENSIONS
from deepspeech_tf.commandline.importing import import_run, importer_parser, label_filter, run_importer
from deepspeech_tf.errors import ImporterError
from deepspeech_tf.importers.arrow_tables import DamagedTableError, arrow_rows, column_names
from deepspeech_tf.importers.clip import Clip, Sample
from deepspeech_tf.importers.run import ImportRun, Rules
from deepspeech_tf.importers.splits_on_disk import splits_on_disk
from deepspeech_tf.importers.tables import json_rows, table_rows

TEXT_COLUMNS = "sentence text transcription transcript normalized_text raw_transcription".split()
EXTRACTED = "audio"


def text_column(names: list[str], wanted: str, path: Path) -> str:
    """The column of transcripts: the one that is wanted, else the first of the usual names."""
    for name in [wanted] if wanted else TEXT_COLUMNS:
        if name in names:
            return name
    which = repr(wanted) if wanted else "transcripts (--text_column)"
    raise ImporterError(f"{path} must have a column {which}. Received: {', '.join(names)}")


def rows_of(table: Path, params: Any, run: ImportRun) -> Iterator[tuple[int, Any, str]]:
    """Number, audio and text of each row; audio is a path, or a mapping with `bytes` and `path`."""

    def damaged(number: int, reason: str) -> None:
        run.skip(Clip(table, "", f"row {number} of {table.name}"), reason)

    if table.suffix in (".parquet", ".arrow"):
        names = column_names(table)
        text = text_column(names, params.text_column, table)
        if params.audio_column not in names:
            wanted = f"a column {params.audio_column!r} (--audio_column)"
            raise ImporterError(f"{table} must have {wanted}. Received: {', '.join(names)}")
        for number, row in arrow_rows(table, [params.audio_column, text]):
            yield number, row[params.audio_column], row[text] or ""
        return
    csv = table.suffix == ".csv"
    listed = table_rows(table, ("file_name",), delimiter=",") if csv else json_rows(table, damaged)
    for number, row in listed:
        if "file_name" not in row:
            damaged(number, "must have 'file_name'")
            continue
        yield number, row["file_name"], str(row[text_column(list(row), params.text_column, table)] or "")


def extracted(audio: Any, place: Path, wav: Path, *folders: Path) -> Path:
    """The audio file of a row; audio within the table is written to a file first.

    Raises:
        ImporterError: if the row has neither a path nor the contents of a file.
    """
    if isinstance(audio, str) and audio:
        return next((path for folder in folders if (path := folder / audio).exists()), folders[0] / audio)
    content, name = (audio.get("bytes"), audio.get("path")) if isinstance(audio, dict) else (None, None)
    if not content:
        if isinstance(name, str) and name:
            return extracted(name, place, wav, *folders)
        raise ImporterError("must have an audio file or its path. Received: neither")
    ending = Path(str(name or "")).suffix.lower()
    path = place.with_name(place.name + (ending if ending in AUDIO_EXTENSIONS else ".audio"))
    if not wav.exists() and not (path.exists() and path.stat().st_size == len(content)):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return path


def clips(split: str, table: Path, params: Any, run: ImportRun) -> Iterator[Clip]:
    target: Path = params.target_dir
    stem = re.sub(r"[^\w.@+-]", "_", str(table.relative_to(params.folder).with_suffix("")))
    number = 0
    try:
        for number, audio, text in rows_of(table, params, run):
            where = f"row {number} of {table.name}"
            name = f"{stem}-{number:07d}"
            wav = target / "wavs" / split / f"{name}.wav"
            try:
                path = extracted(audio, target / EXTRACTED / split / name, wav, table.parent, params.folder)
            except ImporterError as error:
                run.skip(Clip(table, text, where), str(error))
            else:
                yield Clip(path, text, where, split, wav)
    except DamagedTableError as error:
        run.skip(Clip(table, "", f"behind row {number} of {table.name}"), str(error))


def remove_converted(samples: list[Sample], folder: Path) -> None:
    """What was written to files only to be converted."""
    for sample in samples:
        if sample.wav != sample.clip.audio and folder in sample.clip.audio.parents:
            sample.clip.audio.unlink(missing_ok=True)


def main() -> None:
    parser = importer_parser(__doc__)
    parser.add_argument("folder", type=Path, help="folder of the data set")
    parser.add_argument("--target_dir", type=Path, default=Path("."), help="folder of the CSV and WAV files")
    parser.add_argument("--text_column", default="", help=f"default: the first of {', '.join(TEXT_COLUMNS)}")
    parser.add_argument("--audio_column", default="audio", help="column of Parquet and Arrow files")
    parser.add_argument("--max_sec", type=float, default=20.0, help="leave out longer clips")
    params = parser.parse_args()
    splits = splits_on_disk(params.folder)
    run = import_run(params, label_filter(params), Rules(max_s=params.max_sec))
    for split, tables in splits.items():
        samples: list[Sample] = []
        for table in tables:  # one by one: its audio is on the disk twice only until it is converted
            converted = run.convert(clips(split, table, params, run), f"{split}, {table.name}")
            remove_converted(converted, params.target_dir / EXTRACTED)
            samples += converted
        run.write(params.target_dir / f"{split}.csv", samples, relative=True)
    run.finish()


if __name__ == "__main__":
    run_importer(main)
