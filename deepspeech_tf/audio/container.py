"""Detects the container format of a recording from its first bytes, not from its name.

The native client uses the same table (`native_client/src/audio/container.cc`).
"""

from __future__ import annotations

import string

from deepspeech_tf.audio.mpeg import find_chain, skip_id3v2
from deepspeech_tf.errors import AudioError

START_BYTES = 2**16  # sufficient for `container_of`, except for longer ID3 tags
SUPPORTED = "WAV, FLAC, MP3, Ogg Vorbis, Opus, AIFF, AU, CAF, W64, SPHERE"

# Name, offset, bytes.
_SUPPORTED = (
    ("WAV", 8, b"WAVE"),
    ("W64", 0, b"riff\x2e\x91\xcf\x11\xa5\xd6\x28\xdb\x04\xc1\x00\x00"),
    ("FLAC", 0, b"fLaC"),
    ("Ogg", 0, b"OggS"),
    ("AIFF", 8, b"AIFF"),
    ("AIFF", 8, b"AIFC"),
    ("AU", 0, b".snd"),
    ("AU", 0, b"dns."),
    ("CAF", 0, b"caff"),
    ("SPHERE", 0, b"NIST_1A"),
)
_WAVE_STARTS = (b"RIFF", b"RIFX", b"RF64", b"BW64")
_OTHERS = (
    ("WebM or Matroska", 0, b"\x1a\x45\xdf\xa3"),
    ("MP4 or M4A", 4, b"ftyp"),
    ("WMA", 0, b"\x30\x26\xb2\x75\x8e\x66\xcf\x11"),
    ("AMR", 0, b"#!AMR"),
    ("AAC", 0, b"\xff\xf1"),
    ("AAC", 0, b"\xff\xf9"),
    ("AAC", 0, b"ADIF"),
    ("AVI", 8, b"AVI "),
    ("FLV", 0, b"FLV\x01"),
    ("MIDI", 0, b"MThd"),
    ("Monkey's Audio", 0, b"MAC "),
    ("WavPack", 0, b"wvpk"),
    ("TTA", 0, b"TTA1"),
    ("Musepack", 0, b"MPCK"),
    ("Musepack", 0, b"MP+"),
    ("DSF", 0, b"DSD "),
    ("RealMedia", 0, b".RMF"),
    ("a sample database", 0, b"SAMPLEDB"),
    ("a ZIP archive", 0, b"PK\x03\x04"),
    ("a gzip archive", 0, b"\x1f\x8b"),
    ("a PDF document", 0, b"%PDF"),
    ("a PNG image", 0, b"\x89PNG"),
    ("a JPEG image", 0, b"\xff\xd8\xff"),
    ("a Git LFS pointer, not the file itself", 0, b"version https://git-lfs"),
)
_TEXT = frozenset(string.printable.encode()) | frozenset(range(0x80, 0x100))


def container_of(start: bytes) -> str:
    """Name of the container format of a supported file: "WAV", "MP3", "Ogg", ….

    Args:
        start: the first bytes, including those after an ID3 tag.

    Raises:
        AudioError: if the format is not supported; the text names the format, not the file.
    """
    found = _named(start, _SUPPORTED)
    if found and (found != "WAV" or start[:4] in _WAVE_STARTS):
        return found
    behind_tags = skip_id3v2(start)
    if behind_tags and start[behind_tags : behind_tags + 4] == b"fLaC":
        return "FLAC"
    behind = _named(start[behind_tags:], _SUPPORTED + _OTHERS) if behind_tags else ""
    other = f"{behind} behind an ID3 tag" if behind else _named(start, _OTHERS)
    if not other and (behind_tags or find_chain(start, 0, 3) >= 0):
        return "MP3"
    if not other and start and _TEXT.issuperset(start[:512]):
        other = "a text file"
    if other:
        other = f": it is {other}"
    raise AudioError(f"is damaged or not in a supported audio format{other}. Supported: {SUPPORTED}")


def _named(start: bytes, table: tuple[tuple[str, int, bytes], ...]) -> str:
    return next((name for name, offset, magic in table if start.startswith(magic, offset)), "")
