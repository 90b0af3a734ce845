"""Outputs of an encoder for recordings, on disk: float16 rows, and an index with the labels."""

from __future__ import annotations

import json
import os
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from deepspeech_tf.errors import ImporterError
from deepspeech_tf.whole_file import write_json

Rows = NDArray[np.float16]


@dataclass(frozen=True)
class Outputs:
    """The outputs for one recording.

    Args:
        rows: `(rows, width)` float16.
        labels: of the transcript, `(labels,)` int32.
        audio: file of the recording.
    """

    rows: Rows
    labels: NDArray[np.int32]
    audio: str


def stored_path(folder: Path, csv: Path, version: int) -> Path:
    """The file, without its suffix, for the recordings of a manifest; versions differ in augmentation."""
    place = csv.resolve()
    return folder / f"{place.parent.name}-{place.stem}-{zlib.crc32(bytes(place)):08x}-{version}"


def write_outputs(path: Path, found: Iterable[Outputs]) -> None:
    """Writes `path`.rows, then `path`.json, which exists for complete files only."""
    path.parent.mkdir(parents=True, exist_ok=True)
    index: list[list[Any]] = []
    part = path.with_suffix(".rows.part")
    width = 0
    with open(part, "wb") as file:
        for one in found:
            file.write(one.rows.tobytes())
            index.append([len(one.rows), one.labels.tolist(), one.audio])
            width = one.rows.shape[1]
    os.replace(part, path.with_suffix(".rows"))
    write_json(path.with_suffix(".json"), {"width": width, "index": index})


def is_stored(path: Path) -> bool:
    """Whether the file is complete."""
    return path.with_suffix(".json").is_file()


def read_outputs(path: Path) -> list[Outputs]:
    """The recordings of a file, in its order; the rows are mapped into memory.

    Raises:
        ImporterError: if the file does not exist or is incomplete.
    """
    if not is_stored(path):
        raise ImporterError(f"{path}.json: expected outputs of an encoder. Received: no such file")
    stored = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    rows = np.memmap(path.with_suffix(".rows"), np.float16, "r").reshape(-1, stored["width"])
    ends = np.cumsum([count for count, _, _ in stored["index"]])
    if len(rows) != (ends[-1] if len(ends) else 0):
        raise ImporterError(f"{path}.rows: expected {ends[-1]} rows. Received: {len(rows)}")
    return [
        Outputs(rows[end - count : end], np.array(labels, np.int32), audio)
        for end, (count, labels, audio) in zip(ends, stored["index"], strict=True)
    ]
