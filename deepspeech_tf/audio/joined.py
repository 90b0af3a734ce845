"""Detects concatenated recordings, of which decoders silently read only the first.

The native client uses the same signatures (`native_client/src/audio/container.cc`).
"""

from __future__ import annotations

from typing import BinaryIO

from deepspeech_tf.errors import AudioError

START_BYTES = 16  # required by `begins_a_file`
# First bytes of a file, and the bytes at offset 8.
_STARTS = (
    (b"RIFF", b"WAVE"),
    (b"RIFX", b"WAVE"),
    (b"RF64", b"WAVE"),
    (b"BW64", b"WAVE"),
    (b"FORM", b"AIFF"),
    (b"FORM", b"AIFC"),
    (b"riff\x2e\x91\xcf\x11", b"\xa5\xd6\x28\xdb\x04\xc1\x00\x00"),
    (b"fLaC\0\0\0\x22", b""),
    (b"OggS\0\x02", b""),
    (b"caff\0\x01\0", b""),
    (b".snd\0\0", b""),
    (b"NIST_1A\n", b""),
)


def begins_a_file(start: bytes) -> bool:
    """Whether these bytes start another recording."""
    return any(start.startswith(first) and start.startswith(second, 8) for first, second in _STARTS)


# What to search for: few byte strings that occur in all files of a kind, and their offset.
_ANCHORS = ((b"WAVE", 8), (b"AIF", 8), *((first, 0) for first, second in _STARTS if first[:1] not in b"RBF"))
_PORTION = 2**20  # bytes read at once


def require_one_file(data: bytes | bytearray, position: int, offset: int = 0) -> None:
    """Raises AudioError if another recording starts at or after `position`.

    Args:
        data: the file or a part of it.
        position: where to start, in `data`.
        offset: position of `data` in the file.
    """
    found = []
    for anchor, behind in _ANCHORS:
        place = data.find(anchor, position + behind)
        while place >= 0 and not begins_a_file(bytes(data[place - behind : place - behind + START_BYTES])):
            place = data.find(anchor, place + 1)
        if place >= 0:
            found.append(place - behind)
    if found:
        raise AudioError(
            f"consists of several concatenated files: another one begins at byte {offset + min(found)}"
        )


def require_one_file_on_disk(file: BinaryIO, position: int) -> None:
    """As `require_one_file`, without having the whole file in memory."""
    data = b""
    file.seek(position)
    while portion := file.read(_PORTION):
        overlap = data[1 - START_BYTES :]
        data = overlap + portion
        require_one_file(data, 0, position - len(overlap))
        position += len(portion)
