"""Lengths that the headers of audio files promise, compared with the files themselves.

Decoders read what is there of a file that was cut short and do not complain, or only at its end.
"""

from __future__ import annotations

import os
import struct
from typing import BinaryIO

_UNKNOWN_LENGTH = 0x7FFFF000  # writers to a pipe put such a length into a WAV header for lack of a better one
_LARGEST_MP3_FRAME = 2881  # bytes; the tag may or may not count its own frame
_LARGEST_OGG_PAGE = 65307  # bytes


def missing_bytes(file: BinaryIO) -> int:
    """Bytes that a WAV, MP3 or Ogg file lacks according to itself; 0 if it is whole or does not say.

    Sources: the RIFF container's chunk lengths; the Xing tag in the first frame of MP3; the pages of Ogg
    (RFC 3533).
    """
    size = file.seek(0, os.SEEK_END)
    file.seek(0)
    start = file.read(12)
    if start[:4] == b"RIFF" and start[8:] == b"WAVE":
        return _missing_in_wav(file, size)
    if start[:4] == b"OggS":
        return _missing_in_ogg(file, size)
    if start[:3] == b"ID3" or start[:1] == b"\xff":
        return _missing_in_mp3(file, size)
    return 0


def _missing_in_wav(file: BinaryIO, size: int) -> int:
    while len(header := file.read(8)) == 8:
        identifier, length = struct.unpack("<4sI", header)
        if identifier == b"data":
            return max(0, file.tell() + length - size) if length < _UNKNOWN_LENGTH else 0
        file.seek(length + length % 2, os.SEEK_CUR)  # chunks are padded to an even length
    return 0


def _missing_in_mp3(file: BinaryIO, size: int) -> int:
    file.seek(0)
    start = 0
    tag = file.read(10)
    if tag[:3] == b"ID3" and len(tag) == 10:
        a, b, c, d = tag[6:]  # seven bits each
        start = 10 + (a << 21 | b << 14 | c << 7 | d)
    file.seek(start)
    frame = file.read(64)
    place = max(frame.find(b"Xing"), frame.find(b"Info"))
    if place < 0 or place + 16 > len(frame):
        return 0
    flags, count = struct.unpack_from(">II", frame, place + 4)
    if not flags & 2:  # no length in bytes
        return 0
    length = struct.unpack_from(">I", frame, place + 12)[0] if flags & 1 else count
    missing = start + int(length) - size
    return missing if missing > _LARGEST_MP3_FRAME else 0


def _missing_in_ogg(file: BinaryIO, size: int) -> int:
    offset = max(0, size - _LARGEST_OGG_PAGE)
    file.seek(offset)
    tail = file.read()
    place = tail.rfind(b"OggS")
    if place < 0:
        return 0
    segments = tail[place + 26] if place + 26 < len(tail) else 0
    table = tail[place + 27 : place + 27 + segments]
    return max(0, offset + place + 27 + segments + sum(table) - size)
