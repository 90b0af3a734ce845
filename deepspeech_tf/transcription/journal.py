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
from deepspeech_tf.speech.segments import Cutting
from deepspeech_tf.whole_file import json_text

_SYNC_S = 30  # what a power failure may lose; a killed process loses nothing that is written
Key = tuple[int, int]  # first sample of a segment, and the number of its samples


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
        self.done: dict[Key, tuple[SpokenWord, ...]] = {}
        self._synced = time.monotonic()
        head = json_text({"transcription of": identity}) + "\n"
        try:
            kept = self._read(head)
            self._file: IO[bytes] = open(path, "r+b" if kept else "wb", buffering=0)  # noqa: SIM115
            self._file.truncate(kept)
            self._file.seek(kept)
            if not kept:
                self._file.write(head.encode())
        except OSError as error:
            raise ConfigError(f"{one_line(path)}: cannot be written: {reason_of(error)}") from error

    def _read(self, head: str) -> int:
        """Reads the complete lines; returns their length in bytes, 0 if the journal cannot be used."""
        try:
            content = self.path.read_bytes()
        except FileNotFoundError:
            return 0
        if not content.startswith(head.encode()):
            return 0
        kept = len(head.encode())
        while (end := content.find(b"\n", kept)) >= 0:
            try:
                first, count, words = json.loads(content[kept:end])
                self.done[int(first), int(count)] = tuple(SpokenWord(*word) for word in words)
            except (ValueError, TypeError):
                break
            kept = end + 1
        return kept

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
