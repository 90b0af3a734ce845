"""Keeps the recognized segments of a recording on disk, so that an interrupted transcription goes on."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from deepspeech_tf.errors import ConfigError, one_line, reason_of
from deepspeech_tf.speech.recognizer import RecognizerConfig, SpokenWord
from deepspeech_tf.speech.segments import Cutting, Key
from deepspeech_tf.whole_file import json_text

_SYNC_S = 30  # what a power failure may lose; a killed process loses nothing that is written
Recognized = dict[Key, tuple[SpokenWord, ...]]


class Journal:
    """The segments of one recording that are recognized: one line of JSON for each, after a first line that
    says of what.

    A line is written at once and whole; what a killed process left of its last line is dropped. A journal of
    another recording or of other settings is not used.

    Args:
        path: of the file.
        identity: see `identity_of`.
    """

    def __init__(self, path: Path, identity: str) -> None:
        self.path = path
        self._synced = time.monotonic()
        head = _head(identity)
        try:
            self.done, kept = _read(path, head)
            self._file: IO[bytes] = open(path, "r+b" if kept else "wb", buffering=0)  # noqa: SIM115
            self._file.truncate(kept)
            self._file.seek(kept)
            if not kept:
                self._file.write(head)
        except OSError as error:
            raise ConfigError(f"{one_line(path)}: cannot be written: {reason_of(error)}") from error

    def add(self, key: Key, words: tuple[SpokenWord, ...]) -> None:
        """Notes a recognized segment.

        Raises:
            ConfigError: if it cannot be written.
        """
        self.done[key] = words
        row = [*key, [[w.text, w.start_s, w.end_s, w.confidence] for w in words]]
        try:
            self._file.write(json_text(row).encode() + b"\n")
            if time.monotonic() - self._synced > _SYNC_S:
                os.fdatasync(self._file.fileno())
                self._synced = time.monotonic()
        except OSError as error:
            raise ConfigError(f"{one_line(self.path)}: cannot be written: {reason_of(error)}") from error

    def close(self) -> None:
        """Keeps the journal for the next attempt."""
        self._file.close()

    def remove(self) -> None:
        """Removes the journal, because the transcript is written."""
        self.close()
        with contextlib.suppress(OSError):
            self.path.unlink(missing_ok=True)


def saved_segments(path: Path, identity: str) -> Recognized:
    """What a journal contains, which is not opened for writing; nothing if it cannot be used.

    Args:
        path: of the file.
        identity: see `identity_of`.

    Raises:
        ConfigError: if it cannot be read.
    """
    try:
        return _read(path, _head(identity))[0]
    except OSError as error:
        raise ConfigError(f"{one_line(path)}: cannot be read: {reason_of(error)}") from error


def _head(identity: str) -> bytes:
    return json_text({"transcription of": identity}).encode() + b"\n"


def _read(path: Path, head: bytes) -> tuple[Recognized, int]:
    """Reads the complete lines; returns also their length in bytes, 0 if the journal cannot be used."""
    done: Recognized = {}
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return done, 0
    if not content.startswith(head):
        return done, 0
    kept = len(head)
    while (end := content.find(b"\n", kept)) >= 0:
        try:
            first, count, words = json.loads(content[kept:end])
            done[int(first), int(count)] = tuple(SpokenWord(*word) for word in words)
        except (ValueError, TypeError):
            break
        kept = end + 1
    return done, kept


class MemoryJournal(Journal):
    """The same in memory, for recordings that cannot be read twice, such as standard input."""

    def __init__(self) -> None:
        self.done = {}

    def add(self, key: Key, words: tuple[SpokenWord, ...]) -> None:
        self.done[key] = words

    def close(self) -> None:
        """Nothing to close."""

    def remove(self) -> None:
        """Nothing to remove."""


def identity_of(source: Path, config: RecognizerConfig, cutting: Cutting) -> str:
    """A text that differs if the recording, the model, or a setting that changes the words differs.

    Raises:
        ConfigError: if a file cannot be examined.
    """
    digest = hashlib.sha256()
    for part in _parts(source, config, cutting):
        digest.update(part.encode("utf-8", "surrogateescape") + b"\0")
    return digest.hexdigest()


def _parts(source: Path, config: RecognizerConfig, cutting: Cutting) -> Iterator[str]:
    for path in (source, config.model_path, config.scorer_path):
        if path is not None:
            try:
                facts = path.stat()
            except OSError as error:
                raise ConfigError(f"{one_line(path)}: {reason_of(error)}") from error
            yield f"{path.resolve()} {facts.st_size} {facts.st_mtime_ns}"
    yield repr((config.beam_width, config.lm_alpha, config.lm_beta, config.hot_words))
    yield repr(cutting)
