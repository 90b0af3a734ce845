"""Detects concatenated recordings, of which decoders silently read only the first.

The native client uses the same signatures (`native_client/src/audio/container.cc`).
"""

from __future__ import annotations

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


def next_file(data: bytes | bytearray, position: int) -> int:
    """Offset of the next recording from `position` on; -1 if there is none."""
    found = []
    for first, second in _STARTS:
        place = data.find(first, position)
        while place >= 0 and not data.startswith(second, place + 8):
            place = data.find(first, place + 1)
        if place >= 0:
            found.append(place)
    return min(found, default=-1)


def require_one_file(data: bytes | bytearray, position: int) -> None:
    """Raises AudioError if another recording starts at or after `position`."""
    place = next_file(data, position)
    if place >= 0:
        raise AudioError(f"consists of several concatenated files: another one begins at byte {place}")
