"""A part of a file with a new header, presented to decoders as a file without copying the samples."""

from __future__ import annotations

import io
import os
from dataclasses import dataclass
from typing import BinaryIO


@dataclass(frozen=True)
class Excerpt:
    """A new header and a part of the original file.

    Args:
        header: the first bytes.
        start: offset of the part in the original file.
        length: size of the part in bytes.
    """

    header: bytes
    start: int
    length: int


def open_excerpt(whole: BinaryIO, excerpt: Excerpt) -> io.RawIOBase | io.BytesIO:
    """Opens an excerpt of an open file, which may be closed before it."""
    if isinstance(whole, io.BytesIO):
        whole.seek(excerpt.start)
        return io.BytesIO(excerpt.header + whole.read(excerpt.length))
    return _ExcerptFile(os.dup(whole.fileno()), excerpt)


class _ExcerptFile(io.RawIOBase):
    """Reads without moving the position of the original file, which others may share."""

    def __init__(self, descriptor: int, excerpt: Excerpt) -> None:
        super().__init__()
        self._descriptor = descriptor
        self._excerpt = excerpt
        self._position = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._position

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        size = len(self._excerpt.header) + self._excerpt.length
        base = {os.SEEK_SET: 0, os.SEEK_CUR: self._position, os.SEEK_END: size}[whence]
        self._position = max(0, base + offset)
        return self._position

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        header = self._excerpt.header
        data = header[self._position : self._position + len(buffer)]
        if len(data) < len(buffer):
            place = max(0, self._position - len(header))
            count = min(len(buffer) - len(data), self._excerpt.length - place)
            data += os.pread(self._descriptor, max(0, count), self._excerpt.start + place)
        buffer[: len(data)] = data
        self._position += len(data)
        return len(data)

    def close(self) -> None:
        if not self.closed:
            os.close(self._descriptor)
        super().close()
