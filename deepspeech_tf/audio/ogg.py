"""Ogg files: verifies that all pages are present and undamaged, and separates chained streams.

Decoders silently skip damaged and missing pages, and read only the first of several chained streams.

Source: RFC 3533.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass, field

from deepspeech_tf.audio.appended import require_no_mpeg
from deepspeech_tf.audio.joined import require_one_file
from deepspeech_tf.errors import AudioError

_FIRST, _LAST = 2, 4  # flags of a page
_HEADER_BYTES = 27
_NO_POSITION = b"\xff" * 8
_CODECS = {
    b"\x01vorbis": "Vorbis",
    b"OpusHead": "Opus",
    b"\x7fFLAC": "FLAC",
}
_OTHERS = {b"Speex   ": "Speex", b"\x80theora": "Theora", b"fishead\0": "Skeleton", b"\x80kate": "Kate"}
_REVERSED = bytes(int(f"{byte:08b}"[::-1], 2) for byte in range(256))


@dataclass
class _Link:
    """One stream of a chain."""

    runs: list[tuple[int, int]] = field(default_factory=list)
    next_page: dict[int, int] = field(default_factory=dict)  # number of the next page, by stream
    codecs: list[bytes] = field(default_factory=list)
    has_data: bool = False  # pages after the first of each stream
    has_sound: bool = False  # pages with a granule position
    is_ended: bool = False


def streams_of(data: bytes) -> tuple[list[bytes], list[str]]:
    """Splits a file into its chained streams; most files have one.

    Returns:
        The streams, each as a separate file, and warnings phrased as "it …" or "its …".

    Raises:
        AudioError: if a page is damaged, cut short or missing, another recording follows, or the codec is
            not supported.
    """
    links = _links(data)
    end = links[-1].runs[-1][1]
    require_one_file(data, end)
    require_no_mpeg(data[end:], end)
    for link in links:
        if not any(codec in _CODECS for codec in link.codecs):
            names = [_OTHERS.get(codec, "another codec") for codec in link.codecs] or ["nothing"]
            raise AudioError(f"is Ogg with {', '.join(names)}. Supported: Ogg with Vorbis, Opus or FLAC")
    warnings = []
    if len(links) > 1:
        warnings.append(f"it consists of {len(links)} chained Ogg streams; all of them are read")
    if not links[-1].is_ended:
        warnings.append("its last page is not marked as the end: it may be cut short")
    if len(links) == 1 and links[0].runs == [(0, len(data))]:
        return [data], warnings
    return [b"".join(data[start:end] for start, end in link.runs) for link in links], warnings


def _links(data: bytes) -> list[_Link]:
    links: list[_Link] = []
    position = number = 0
    while (position := data.find(b"OggS", position)) >= 0:
        end = _page_end(data, position)
        if end > len(data):
            raise AudioError(f"is cut short: expected {end} bytes. Received: {len(data)}")
        _require_whole(data, position, end, number)
        flags = data[position + 5]
        if flags & _FIRST and (not links or links[-1].has_data):
            links.append(_Link())
        if not links:
            raise AudioError("is damaged: its first Ogg page is missing")
        _add_page(links[-1], data, position, end, number)
        position, number = end, number + 1
    if not links:
        raise AudioError("is damaged: it has no complete Ogg page")
    return links


def _add_page(link: _Link, data: bytes, position: int, end: int, number: int) -> None:
    flags = data[position + 5]
    stream, sequence = _u32(data, position + 14), _u32(data, position + 18)
    body = position + _HEADER_BYTES + data[position + 26]
    if flags & _FIRST:
        known = [magic for magic in (*_CODECS, *_OTHERS) if data.startswith(magic, body)]
        link.codecs.append(known[0] if known else b"")
    else:
        link.has_data = True
        expected = link.next_page.get(stream)
        if expected is None:
            raise AudioError(f"is damaged: the stream of Ogg page {number} has no first page")
        # Recordings of a live stream lack pages between the headers and the first audio.
        if sequence != expected and (sequence < expected or link.has_sound):
            raise AudioError(f"is damaged: Ogg pages before page {number} are missing")
    link.has_sound |= data[position + 6 : position + 14] not in (bytes(8), _NO_POSITION)
    link.next_page[stream] = sequence + 1
    link.is_ended = bool(flags & _LAST)
    if link.runs and link.runs[-1][1] == position:
        link.runs[-1] = (link.runs[-1][0], end)
    else:
        link.runs.append((position, end))


def _page_end(data: bytes, position: int) -> int:
    """End of the page; after the end of the file if the page is incomplete."""
    if position + _HEADER_BYTES > len(data):
        return position + _HEADER_BYTES
    lengths = position + _HEADER_BYTES + data[position + 26]
    return lengths + sum(data[position + _HEADER_BYTES : lengths])


def _require_whole(data: bytes, position: int, end: int, number: int) -> None:
    page = data[position : position + 22] + bytes(4) + data[position + 26 : end]
    # Ogg's checksum is that of zlib with the bits of each byte, and of the result, reversed.
    checksum = zlib.crc32(page.translate(_REVERSED), 0xFFFFFFFF) ^ 0xFFFFFFFF
    if checksum.to_bytes(4, "big").translate(_REVERSED) != data[position + 22 : position + 26]:
        raise AudioError(f"is damaged: the checksum of Ogg page {number} is wrong")


def _u32(data: bytes, position: int) -> int:
    return int.from_bytes(data[position : position + 4], "little")
