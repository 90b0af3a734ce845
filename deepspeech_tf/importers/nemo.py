"""Import NeMo manifests (JSON lines with audio_filepath, text, offset, duration): writes <manifest>.csv.

If the data set consists of tar files, unpack them first, and name the folder with --audio_root.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from deepspeech_tf.errors import ImporterError, cut
from deepspeech_tf.importers.clip import Clip
from deepspeech_tf.importers.corpus import option
from deepspeech_tf.importers.import_run import ImportRun
from deepspeech_tf.importers.json_values import json_rows, received, seconds_value
from deepspeech_tf.importers.tables import read_text
from deepspeech_tf.importers.toolkit_lists import toolkit_corpus


def text_of(row: dict[str, Any], root: Path) -> str:
    """The transcript, which may be in a separate file."""
    if isinstance(row.get("text"), str):
        return str(row["text"])
    if isinstance(row.get("text_filepath"), str):
        return " ".join(read_text(root / row["text_filepath"]).split())
    for name in ("text", "text_filepath"):
        if name in row:
            raise ImporterError(f"must have {name!r}, a text. Received: {received(row, name)}")
    raise ImporterError(f"must have 'text' or 'text_filepath'. Received: {cut(', '.join(row))}")


def clips(manifest: Path, root: Path, wavs: Path, run: ImportRun) -> Iterator[Clip]:
    for number, row in json_rows(manifest, run.damaged(manifest)):
        name = row.get("audio_filepath")
        where = f"row {number} of {manifest.name}"
        try:
            if not isinstance(name, str) or not name:
                shown = received(row, "audio_filepath")
                raise ImporterError(f"must have 'audio_filepath', one file. Received: {shown}")
            text = text_of(row, root)
            start = seconds_value(row, "offset", 0.0)
            whole = row.get("offset") is None
            end = None if whole else start + seconds_value(row, "duration")
        except ImporterError as error:
            run.skip(Clip(root / str(name), "", where), str(error))
            continue
        stem = re.sub(r"[^\w.@+-]", "_", re.sub(r"\.\w+$", "", name))[-150:]
        wav = wavs / f"{stem}-{number}.wav"  # several rows may name the same file
        yield Clip(root / name, text, f"{where}: {name}", "", wav, start_s=start, end_s=end)


CORPUS = toolkit_corpus(
    __doc__,
    option("manifests", type=Path, nargs="+", help="such as train_manifest.json test.jsonl"),
    clips,
    name=lambda manifest: manifest.name.split(".")[0],
    audio_root=option("--audio_root", type=Path, help="what paths are relative to; default: the manifest"),
)
