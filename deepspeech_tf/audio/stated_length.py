"""Compares the lengths that AIFF, AU, CAF and SPHERE files state with the sizes of the files.

Decoders read files that are cut short without an error.

Sources: Apple's "Audio Interchange File Format" (1989) and "Core Audio Format Specification", the manual page
`audio(5)` of SunOS, and the documentation of NIST's SPHERE.
"""

from __future__ import annotations

import re
import struct
from typing import BinaryIO

from deepspeech_tf.audio.joined import START_BYTES, begins_a_file
from deepspeech_tf.audio.riff import LENIENCE
from deepspeech_tf.errors import AudioError

_UNKNOWN_LENGTH = 0xFFFFFFFF
_SPHERE_FIELD = re.compile(rb"^(sample_count|sample_n_bytes|channel_count) -\w+ (\d{1,12})\s*$", re.MULTILINE)
_SPHERE_CODING = re.compile(rb"^sample_coding -s\d+ (\S+)", re.MULTILINE)


def require_stated_length(container: str, file: BinaryIO, size: int, lenience: float = LENIENCE) -> list[str]:
    """Compares a file with the length that it states, if any.

    Args:
        container: format, from `container_of`.
        file: the file.
        size: size of the file in bytes.
        lenience: fraction of the stated length that may be missing.

    Returns:
        Warnings about the file, phrased as "its …".

    Raises:
        AudioError: if more is missing, or another recording follows.
    """
    reader = {"AIFF": _aiff, "AU": _au, "CAF": _caf, "SPHERE": _sphere}.get(container)
    file.seek(0)
    region = reader(file, size) if reader else None
    if region is None:
        return []
    start, length = region
    there = max(0, size - start)
    if length <= there:
        _require_nothing_joined(container, file, start + length, size)
        return []
    if there < (1 - lenience) * length:
        raise AudioError(f"is cut short: expected {start + length} bytes. Received: {size}")
    return [f"its header states {length} bytes of samples; it has {there}, which are read"]


def _require_nothing_joined(container: str, file: BinaryIO, end: int, size: int) -> None:
    """Raises AudioError if another recording begins where the samples end, or the chunks behind them."""
    while end < size:
        file.seek(end)
        start = file.read(START_BYTES)
        if begins_a_file(start):
            raise AudioError(f"consists of several concatenated files: another one begins at byte {end}")
        if container == "AIFF" and len(start) >= 8:
            length = int.from_bytes(start[4:8], "big")
            end += 8 + length + length % 2
        elif container == "CAF" and len(start) >= 12:
            end += 12 + int.from_bytes(start[4:12], "big")
        else:
            return


def _aiff(file: BinaryIO, size: int) -> tuple[int, int] | None:
    """Offset and size of the samples in bytes; None if the file does not state them."""
    position = 12
    while position + 8 <= size:
        file.seek(position)
        identifier, length = struct.unpack(">4sI", file.read(8))
        if identifier == b"SSND":
            return position + 8, length
        position += 8 + length + length % 2
    return None


def _au(file: BinaryIO, size: int) -> tuple[int, int] | None:
    header = file.read(12)
    if len(header) < 12:
        return None
    start, length = struct.unpack("<4xII" if header[:4] == b"dns." else ">4xII", header)
    return None if length == _UNKNOWN_LENGTH else (start, length)


def _caf(file: BinaryIO, size: int) -> tuple[int, int] | None:
    position = 8
    while position + 12 <= size:
        file.seek(position)
        identifier, length = struct.unpack(">4sq", file.read(12))
        if identifier == b"data":
            return None if length < 0 else (position + 12, length)
        if length < 0:
            return None
        position += 12 + length
    return None


def _sphere(file: BinaryIO, size: int) -> tuple[int, int] | None:
    header = file.read(1024)
    fields = {key: int(value) for key, value in _SPHERE_FIELD.findall(header)}
    coding = _SPHERE_CODING.search(header)
    lines = header.split(b"\n", 2)
    if b"sample_count" not in fields or len(lines) < 2 or not lines[1].strip().isdigit():
        return None
    coded = coding.group(1) if coding else b"pcm"
    if coded not in (b"pcm", b"ulaw", b"alaw"):
        return None  # compressed
    width = fields.get(b"sample_n_bytes", 2 if coded == b"pcm" else 1) * fields.get(b"channel_count", 1)
    return int(lines[1]), fields[b"sample_count"] * width
