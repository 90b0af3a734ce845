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
from deepspeech_tf.errors import ImporterError, cut, quote
from deepspeech_tf.importers.any_case import in_any_case, suffix_of
from deepspeech_tf.importers.arrow_tables import DamagedTableError, arrow_rows, column_names
from deepspeech_tf.importers.clip import Clip, ImportedClip
from deepspeech_tf.importers.corpus import Corpus, Options, import_run, label_filter, option
from deepspeech_tf.importers.import_run import ImportRun, Rules
from deepspeech_tf.importers.json_values import json_rows, text_value
from deepspeech_tf.importers.splits_on_disk import splits_on_disk
from deepspeech_tf.importers.tables import header, table_rows

TEXT_COLUMNS = "sentence text transcription transcript normalized_text raw_transcription".split()
EXTRACTED = "audio"


def text_column(names: list[str], requested: str, path: Path) -> str:
    """The column of transcripts: the requested one, else the first of the usual names."""
    for name in [requested] if requested else TEXT_COLUMNS:
        if name in names:
            return name
    which = repr(requested) if requested else "transcripts (--text_column)"
    raise ImporterError(f"{path} must have a column {which}. Received: {cut(', '.join(names))}")


def rows_of(table: Path, params: Options, run: ImportRun) -> Iterator[tuple[int, Any, Any]]:
    """Number, audio and text of each row; audio is a path, or a mapping with `bytes` and `path`."""
    damaged = run.damaged(table)
    if suffix_of(table) in (".parquet", ".arrow"):
        names = column_names(table)
        text = text_column(names, params.text_column, table)
        if params.audio_column not in names:
            expected = f"a column {params.audio_column!r} (--audio_column)"
            raise ImporterError(f"{table} must have {expected}. Received: {cut(', '.join(names))}")
        for number, row in arrow_rows(table, [params.audio_column, text]):
            yield number, row[params.audio_column], row[text]
        return
    if suffix_of(table) == ".csv":
        text = text_column(header(table), params.text_column, table)
        for number, row in table_rows(table, ("file_name", text), damaged, delimiter=","):
            yield number, row["file_name"], row[text]
        return
    for number, row in json_rows(table, damaged):
        try:
            yield number, text_value(row, "file_name"), text_in(row, params.text_column)
        except ImporterError as error:
            damaged(number, str(error))


def text_in(row: dict[str, Any], requested: str) -> str | None:
    """The transcript of an object; None for null, as in data sets whose test transcripts are secret.

    Raises:
        ImporterError: if it has none.
    """
    names = [requested] if requested else TEXT_COLUMNS
    name = next((name for name in names if name in row), "")
    if not name:
        raise ImporterError(f"must have {' or '.join(map(repr, names))}. Received: {cut(', '.join(row))}")
    return None if row[name] is None else text_value(row, name)


def extracted(audio: Any, place: Path, wav: Path, *folders: Path) -> Path:
    """The audio file of a row; audio within the table is written to a file first.

    Raises:
        ImporterError: if the row has neither a path nor the contents of a file.
    """
    if isinstance(audio, str) and audio:
        paths = [in_any_case(folder / audio) for folder in folders]
        return next(filter(Path.exists, paths), paths[0])
    content, name = (audio.get("bytes"), audio.get("path")) if isinstance(audio, dict) else (None, None)
    if not isinstance(content, bytes) or not content:
        if isinstance(name, str) and name:
            return extracted(name, place, wav, *folders)
        raise ImporterError("must have an audio file or its path. Received: neither")
    ending = Path(str(name or "")).suffix.lower()
    path = place.with_name(place.name + (ending if ending in AUDIO_EXTENSIONS else ".audio"))
    if not wav.exists() and not (path.exists() and path.stat().st_size == len(content)):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return path


def clips(split: str, table: Path, params: Options, run: ImportRun) -> Iterator[Clip]:
    target: Path = params.target_dir
    stem = re.sub(r"[^\w.@+-]", "_", str(table.relative_to(params.folder).with_suffix("")))
    number = 0
    try:
        for number, audio, text in rows_of(table, params, run):
            where = f"row {number} of {table.name}"
            if text is not None and not isinstance(text, str):
                run.skip(Clip(table, str(text), where), f"must have a text. Received: {quote(text)}")
                continue
            name = f"{stem}-{number:07d}"
            wav = target / "wavs" / split / f"{name}.wav"
            try:
                path = extracted(audio, target / EXTRACTED / split / name, wav, table.parent, params.folder)
            except ImporterError as error:
                run.skip(Clip(table, text or "", where), str(error))
            else:
                yield Clip(path, text or "", where, split, wav)
    except DamagedTableError as error:
        run.skip(Clip(table, "", f"after row {number} of {table.name}"), str(error))


def remove_converted(samples: list[ImportedClip], folder: Path) -> None:
    """Removes the files that were written only to be converted."""
    for sample in samples:
        if sample.wav != sample.clip.audio and folder in sample.clip.audio.parents:
            sample.clip.audio.unlink(missing_ok=True)


def import_huggingface(params: Options) -> None:
    splits = splits_on_disk(params.folder)
    run = import_run(params, label_filter(params), Rules(max_s=params.max_sec))
    for split, tables in splits.items():
        samples: list[ImportedClip] = []
        for table in tables:  # one by one: its audio is on the disk twice only until it is converted
            converted = run.convert(clips(split, table, params, run), f"{split}, {table.name}")
            remove_converted(converted, params.target_dir / EXTRACTED)
            samples += converted
        run.write(params.target_dir / f"{split}.csv", samples, relative=True)
    run.finish()


CORPUS = Corpus(
    __doc__,
    (
        option("folder", type=Path, help="folder of the data set"),
        option("--target_dir", type=Path, default=Path("."), help="folder of the CSV and WAV files"),
        option("--text_column", default="", help=f"default: the first of {', '.join(TEXT_COLUMNS)}"),
        option("--audio_column", default="audio", help="column of Parquet and Arrow files"),
        option("--max_sec", type=float, default=20.0, help="leave out longer clips"),
    ),
    import_huggingface,
)
