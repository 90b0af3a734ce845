"""Writes sample databases, byte-identical to those of DeepSpeech 0.9.3."""

from __future__ import annotations

import contextlib
import json
import os
import struct
from types import TracebackType
from typing import BinaryIO

from deepspeech_tf.audio.sample_database import MAGIC, READABLE_TYPES
from deepspeech_tf.errors import AudioError, quote


class SampleDatabaseWriter:
    """Writes samples sequentially; a context manager.

    The file gets its final name when the block ends without an exception, so it is always complete.

    Args:
        path: `.sdb` file to write.
        speech_type: type of the audio, one of `READABLE_TYPES`.
        labeled: whether there are transcripts.

    Raises:
        AudioError: if the type is unknown, or the file cannot be written.
    """

    def __init__(self, path: str, speech_type: str, *, labeled: bool = True) -> None:
        if speech_type not in READABLE_TYPES:
            raise AudioError(
                f"the audio type must be one of {READABLE_TYPES}. Received: {quote(speech_type)}"
            )
        self._path, self._partial = path, f"{path}.partial"
        self._labeled = labeled
        columns = [{"content": "speech", "mime-type": speech_type}]
        if labeled:
            columns.append({"content": "transcript", "mime-type": "text/plain"})
        schema = json.dumps({"schema": columns}).encode("utf-8")
        self._start = 16 + len(schema)
        self._offsets: list[int] = []
        try:
            self._file: BinaryIO = open(self._partial, "wb")  # noqa: SIM115 (closed by __exit__)
            self._file.write(MAGIC + struct.pack(">Q", len(schema)) + schema + bytes(16))
        except OSError as error:
            raise self._unwritable(error) from error

    def __enter__(self) -> SampleDatabaseWriter:
        return self

    def __len__(self) -> int:
        return len(self._offsets)

    def add(self, speech: bytes, transcript: str = "") -> None:
        """Appends a sample: audio of the type of the database, and its transcript.

        Raises:
            AudioError: if the file cannot be written, or the sample is 4 GiB or larger.
        """
        columns = [speech, transcript.encode("utf-8")] if self._labeled else [speech]
        entry_length = sum(4 + len(column) for column in columns)
        if entry_length >= 2**32:
            raise AudioError(f"{self._path}: a sample must be below 4 GiB. Received: {entry_length} bytes")
        try:
            self._offsets.append(self._file.tell())
            self._file.write(struct.pack(">I", entry_length))
            for column in columns:
                self._file.write(struct.pack(">I", len(column)))
                self._file.write(column)
        except OSError as error:
            raise self._unwritable(error) from error

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is not None:
            self._discard()
            return
        try:
            self._finish()
            os.replace(self._partial, self._path)
        except OSError as problem:
            self._discard()
            raise self._unwritable(problem) from problem

    def _discard(self) -> None:
        with contextlib.suppress(OSError):  # flushing may fail on a full disk
            self._file.close()
        with contextlib.suppress(OSError):
            os.unlink(self._partial)

    def _finish(self) -> None:
        """Writes the index, and the lengths at the beginning of the file."""
        index_at, count = self._file.tell(), len(self._offsets)
        self._file.write(struct.pack(">QQ", 8 + 8 * count, count))
        self._file.write(struct.pack(f">{count}Q", *self._offsets))
        self._file.seek(self._start)
        self._file.write(struct.pack(">QQ", index_at - self._start - 8, count))
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()

    def _unwritable(self, error: OSError) -> AudioError:
        return AudioError(f"{self._path}: cannot be written: {error.strerror or error}")
