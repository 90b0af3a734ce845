"""Reads sample databases (.sdb), which contain many recordings and their transcripts in one file.

The layout is that of DeepSpeech 0.9.3, with unsigned big-endian integers: magic `SAMPLEDB`; u64 length of the
JSON schema; the schema; u64 length of the sample section; u64 number of samples; for each sample the u32
length of its entry, and each column of the schema as u32 length and bytes; u64 length of the index; u64
number of samples; for each sample the u64 offset of its entry.
"""

from __future__ import annotations

import functools
import json
import mmap
import os
import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from deepspeech_tf.audio.location import is_remote, local_path, read_remote
from deepspeech_tf.errors import AudioError, one_line

MAGIC = b"SAMPLEDB"
WAV_TYPE = "audio/wav"
OPUS_TYPE = "application/vnd.mozilla.opus"  # packets in DeepSpeech's own container
PCM_TYPE = "application/vnd.mozilla.pcm"
# Types that libsndfile reads, with the names of DeepSpeech and of Coqui STT.
FILE_TYPES = (
    WAV_TYPE,
    "application/vnd.deepspeech.ogg_opus",
    "audio/ogg;codecs=opus",
    "audio/vorbis",
    "audio/flac",
)
READABLE_TYPES = (*FILE_TYPES, OPUS_TYPE, PCM_TYPE)
_MEMBER = re.compile(r"(.+\.sdb):(\d+)", re.IGNORECASE | re.DOTALL)
_DATABASES_IN_USE = 64
_WAV_HEADER_BYTES = 44
_RELEASE_EVERY = 2**16  # samples


@dataclass(frozen=True)
class Columns:
    """Indices of the relevant columns."""

    speech: int
    speech_type: str
    transcript: int | None
    count: int


class SampleDatabase:
    """A memory-mapped sample database. Reading is thread-safe.

    If the database is damaged, the samples before the damage can be read, and `damage` describes it.

    Raises:
        AudioError: if the file cannot be read, is not a sample database, or has no speech column.
    """

    def __init__(self, path: str) -> None:
        self.path = path
        self.damage = ""
        self._data = _contents(path)
        if bytes(self._data[: len(MAGIC)]) != MAGIC:
            raise AudioError(
                f"{one_line(path)}: not a sample database: expected {MAGIC!r} at its start. "
                f"Received: {bytes(self._data[:8])!r}"
            )
        schema_end = 16 + self._number(8, 8)
        self.columns = _columns(bytes(self._data[16:schema_end]), path)
        self._offsets = self._find_entries(schema_end)

    def __len__(self) -> int:
        return len(self._offsets)

    def speech(self, index: int) -> bytes:
        """The audio data of a sample, of the type `columns.speech_type`."""
        if not 0 <= index < len(self._offsets):
            raise AudioError(
                f"{self.path}: expected a sample from 0 to {len(self._offsets) - 1}. Received: {index}"
            )
        offset = int(self._offsets[index]) + 4
        for _ in range(self.columns.speech):
            offset += 4 + self._number(offset, 4)
        return bytes(self._data[offset + 4 : offset + 4 + self._number(offset, 4)])

    def sizes(self) -> list[int]:
        """Size of each sample as a file (Opus: as a WAV file), for sorting."""
        offsets, lengths = self._places(self.columns.speech)
        if self.columns.speech_type == OPUS_TYPE:
            pcm_bytes = self._lengths(offsets) + _WAV_HEADER_BYTES
            lengths = np.where(lengths >= 4, pcm_bytes, lengths)
        sizes: list[int] = lengths.tolist()
        return sizes

    def transcripts(self) -> Iterator[str]:
        """The transcripts of all samples; empty strings in a database without transcripts.

        Raises:
            AudioError: if a transcript is not UTF-8.
        """
        if self.columns.transcript is None:
            yield from ("" for _ in self._offsets)
            return
        offsets, lengths = self._places(self.columns.transcript)
        for index, (offset, length) in enumerate(zip(offsets, lengths, strict=True)):
            if index % _RELEASE_EVERY == 0:
                self._release_pages()
            text = self._data[offset : offset + length]
            try:
                yield text.decode("utf-8")
            except UnicodeDecodeError as error:
                raise AudioError(
                    f"{self.path}:{index}: the transcript must be UTF-8. Received: {text[:40]!r}"
                ) from error

    def _release_pages(self) -> None:
        """Releases the pages that were read.

        Otherwise, the whole file would count as memory of the process after reading it sequentially.
        """
        if isinstance(self._data, mmap.mmap) and hasattr(mmap, "MADV_DONTNEED"):
            self._data.madvise(mmap.MADV_DONTNEED)

    def _find_entries(self, start: int) -> npt.NDArray[np.int64]:
        """Offsets of the entries from the index, or from a sequential scan if the index is damaged."""
        try:
            samples_end = start + 8 + self._number(start, 8)
            count, indexed = self._number(start + 8, 8), self._number(samples_end + 8, 8)
            if count != indexed:
                raise AudioError(f"has {count} samples, but {indexed} in its index")
            if samples_end + 16 + 8 * count > len(self._data):
                raise AudioError("its index is cut short")
            offsets = np.frombuffer(self._data, ">u8", count, samples_end + 16).astype(np.int64)
            if count and (offsets.min() < start + 16 or offsets.max() >= samples_end):
                raise AudioError("its index points outside the samples")
        except AudioError as error:
            offsets = self._walk(start + 16)
            reason = str(error).removeprefix(f"{self.path}: ")
            self.damage = (
                f"{self.path}: damaged: {reason.rstrip('.')}. Samples before the damage: {len(offsets)}"
            )
            return offsets
        damaged = np.flatnonzero(~self._are_whole(offsets, samples_end))
        if len(damaged):
            self.damage = f"{self.path}: sample {damaged[0]} is damaged. Samples before it: {damaged[0]}"
            return offsets[: damaged[0]]
        return offsets

    def _walk(self, offset: int) -> npt.NDArray[np.int64]:
        found: list[int] = []
        while self._are_whole(np.array([offset]), len(self._data)).all():
            found.append(offset)
            offset += 4 + self._number(offset, 4)
        return np.array(found, np.int64)

    def _are_whole(self, offsets: npt.NDArray[np.int64], end: int) -> npt.NDArray[np.bool_]:
        """Marks the entries at `offsets` whose columns match their length, and that end before `end`."""
        entry_ends = offsets + 4 + self._lengths(offsets)
        whole: npt.NDArray[np.bool_] = entry_ends <= end
        ends = offsets + 4
        for _ in range(self.columns.count):
            whole &= ends + 4 <= entry_ends
            ends = ends + 4 + self._lengths(ends)
        whole &= ends == entry_ends
        return whole

    def _lengths(self, offsets: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
        """The u32 at each offset; a huge value for offsets past the end of the file."""
        contents = np.frombuffer(self._data, np.uint8)
        inside = offsets + 4 <= len(contents)
        lengths = np.zeros(len(offsets), np.int64)
        for place in range(4):
            lengths = lengths << 8 | contents[np.where(inside, offsets + place, 0)]
        return np.where(inside, lengths, np.int64(2**40))

    def _places(self, column: int) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
        """Offset and length of a column in each sample."""
        offsets = self._offsets + 4
        for _ in range(column):
            offsets = offsets + 4 + self._lengths(offsets)
        return offsets + 4, self._lengths(offsets)

    def _number(self, offset: int, size: int) -> int:
        if offset + size > len(self._data):
            raise AudioError(f"{self.path}: is cut short after {len(self._data)} bytes")
        return int(struct.unpack_from(">Q" if size == 8 else ">I", self._data, offset)[0])


def member_of(name: str) -> tuple[str, int] | None:
    """Database and index of a sample `<path>.sdb:<index>`; None for other names."""
    match = _MEMBER.fullmatch(name)
    return (match.group(1), int(match.group(2))) if match else None


def file_of(name: str) -> str:
    """The file that contains the audio: the database of a sample, or `name` itself."""
    member = member_of(name)
    return name if member is None else member[0]


def open_database(path: str) -> SampleDatabase:
    """Opens a database, which stays mapped for further calls until the file changes."""
    if is_remote(path):
        return _opened(path, 0, 0)
    try:
        status = os.stat(local_path(path))
    except OSError as error:
        raise AudioError(f"{one_line(path)}: cannot be read: {error.strerror}") from error
    return _opened(path, status.st_size, status.st_mtime_ns)


@functools.lru_cache(_DATABASES_IN_USE)
def _opened(path: str, size: int, changed_ns: int) -> SampleDatabase:
    return SampleDatabase(path)


def _contents(path: str) -> bytes | mmap.mmap:
    if is_remote(path):
        return read_remote(path)
    try:
        with open(local_path(path), "rb") as file:
            if not os.fstat(file.fileno()).st_size:
                raise AudioError(f"{one_line(path)}: expected a sample database. Received: an empty file")
            return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    except OSError as error:
        raise AudioError(f"{one_line(path)}: cannot be read: {error.strerror or error}") from error


def _columns(schema_text: bytes, path: str) -> Columns:
    try:
        schema = json.loads(schema_text)["schema"]
        columns = [(str(column["content"]), str(column["mime-type"])) for column in schema]
    except (ValueError, KeyError, TypeError) as error:
        raise AudioError(
            f"{one_line(path)}: expected a valid JSON schema. Received: {schema_text[:80]!r}"
        ) from error
    speech = [place for place, (content, _) in enumerate(columns) if content == "speech"]
    if not speech or columns[speech[0]][1] not in READABLE_TYPES:
        raise AudioError(
            f"{one_line(path)}: expected a speech column with one of the types {', '.join(READABLE_TYPES)}. "
            f"Received: {columns}"
        )
    transcripts = [place for place, column in enumerate(columns) if column == ("transcript", "text/plain")]
    return Columns(speech[0], columns[speech[0]][1], transcripts[0] if transcripts else None, len(columns))
