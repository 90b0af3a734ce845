"""Recordings without transcripts (noise, music, impulse responses) for augmentations."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt

from deepspeech_tf.audio.location import is_remote, joined, local_path
from deepspeech_tf.audio.read import AUDIO_EXTENSIONS, read_audio
from deepspeech_tf.audio.sample_database import open_database
from deepspeech_tf.data.cache import ArrayCache
from deepspeech_tf.data.csv_rows import LONGEST_NAME, csv_rows, path_hint
from deepspeech_tf.data.manifest import PATH_COLUMN
from deepspeech_tf.errors import AudioError, ManifestError, one_line, quote

CACHE_BYTES = 2**28

Samples = npt.NDArray[np.float32]


class Recordings:
    """Audio files of a set, cached in memory up to a limit, safe to use from several threads.

    `named` has the path of each file and the place that names it.

    Args:
        source: a CSV file with a column `wav_filename` or a sample database, also remote, or a folder
            that is searched for audio files.

    Raises:
        ManifestError: if the source cannot be read, or has no recordings.
    """

    def __init__(self, source: str, cache_bytes: int = CACHE_BYTES) -> None:
        self.named = list(_of_folder(source) if os.path.isdir(source) else _of_manifest(source))
        if not self.named:
            raise ManifestError(f"{source}: must name recordings. Received: none")
        self._cache = ArrayCache(cache_bytes)
        self._rate_hz = 0

    def __len__(self) -> int:
        return len(self.named)

    def read(self, index: int, rate_hz: int) -> Samples:
        """One recording at `rate_hz`, `(samples,)`.

        Raises:
            AudioError: naming the row, if it cannot be read.
        """
        if self._rate_hz not in (0, rate_hz):
            raise ValueError(f"all recordings are read at one rate, {self._rate_hz} Hz. Received: {rate_hz}")
        self._rate_hz = rate_hz
        samples = self._cache.get(index)
        if samples is None:
            path, where = self.named[index]
            try:
                samples = read_audio(path, rate_hz)
            except AudioError as error:
                raise AudioError(f"{where}: {error}") from error
            self._cache.put(index, samples)
        return samples

    def stretch(self, length: int, rate_hz: int, rng: np.random.Generator) -> Samples:
        """`length` samples: from a random position on, continued with the next recordings."""
        index = int(rng.integers(len(self.named)))
        samples = self.read(index, rate_hz)
        pieces = [samples[int(rng.integers(len(samples))) :]]
        missing = length - len(pieces[0])
        while missing > 0:
            index = (index + 1) % len(self.named)
            pieces.append(self.read(index, rate_hz))
            missing -= len(pieces[-1])
        return np.concatenate(pieces)[:length]


def _of_manifest(source: str) -> Iterator[tuple[str, str]]:
    """Path and origin of each row."""
    if not is_remote(source) and not os.path.exists(source):
        raise ManifestError(f"{source}: cannot be read: No such file or directory")
    if source.lower().endswith(".sdb"):
        try:
            count = len(open_database(source))
        except AudioError as error:
            raise ManifestError(str(error)) from error
        yield from ((f"{source}:{index}", f"sample {index} of {one_line(source)}") for index in range(count))
        return
    if not source.lower().endswith(".csv"):
        raise ManifestError(f"{source}: a source of recordings must be a .csv or .sdb file or a folder")
    folder = os.path.dirname(source)
    for row, values in csv_rows(source, (PATH_COLUMN,)):
        where = f"row {row} of {one_line(source)}"
        yield _recording(folder, values[PATH_COLUMN], where), where


def _recording(folder: str, name: str, where: str) -> str:
    """The path of the file that a row names.

    Raises:
        ManifestError: if it names none, or the file is missing.
    """
    path = joined(folder, name)
    if not name:
        raise ManifestError(f"{where}: {PATH_COLUMN} is empty")
    if not is_remote(path) and not os.path.isfile(local_path(path)):
        shown = one_line(path) if len(path) <= LONGEST_NAME else quote(path)
        raise ManifestError(f"{where}: there is no audio file {shown}{path_hint(name)}")
    return path


def _of_folder(source: str) -> Iterator[tuple[str, str]]:
    for path in sorted(Path(source).rglob("*")):
        if path.suffix.lower() in AUDIO_EXTENSIONS and path.is_file():
            yield str(path), source
