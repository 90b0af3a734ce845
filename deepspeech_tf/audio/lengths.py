"""Rules about the lengths that headers state.

The native client uses the same rules (`native_client/src/audio/stated_length.cc`).
"""

from __future__ import annotations

LENIENCE = 0.1  # fraction of the stated length that may be missing

# Lengths that programs state when they write to a pipe: SoX (AIFF, WAV), GStreamer (WAV), largest numbers.
_USUAL_32 = (0x7F000008, 0x7FFF0000, 0x7FFFF000, 2**31, 2**32)
_USUAL_64 = (2**63, 2**64)
_HEADER_BYTES = 512  # some programs subtract the size of the header, or the rest of a block
_UNKNOWN_32, _UNKNOWN_64 = 0x7F000000 - _HEADER_BYTES, 2**62


def is_unknown(length: int, bits: int) -> bool:
    """Whether a length in a field of `bits` bits, which exceeds the file, means "to the end of the file"."""
    return length >= (_UNKNOWN_64 if bits == 64 else _UNKNOWN_32)


def is_usual(length: int, bits: int) -> bool:
    """Whether programs are known to state this unknown length; other lengths deserve a warning."""
    return any(0 <= most - length <= _HEADER_BYTES for most in (_USUAL_64 if bits == 64 else _USUAL_32))


def overstated(length: int, there: int) -> str:
    """The warning about a header that states more bytes of samples than there are."""
    return f"its header states {length} bytes of samples; it has {there}, which are read"
