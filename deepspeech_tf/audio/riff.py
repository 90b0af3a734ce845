"""Finds the samples of WAV files, even if their headers state a wrong length.

A recorder that was interrupted, or a program that writes to a pipe, leaves a length of 0, of all ones, or of
the planned size. The native client uses the same rules (`native_client/src/audio/wav.cc`):

* a length within the file is correct;
* 0, and values that only programs writing to a pipe use, mean "to the end of the file", with a warning if
  this is a guess (`lengths.py`);
* a length that exceeds the file by at most a tenth means the same, with a warning;
* otherwise the file is cut short.

Sources: the RIFF specification (Microsoft and IBM, 1991), EBU Tech 3306 (RF64), ITU-R BS.2088 (BW64), and
Sony's Wave64.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass, replace
from typing import BinaryIO

from deepspeech_tf.audio.appended import require_no_mpeg
from deepspeech_tf.audio.excerpt import Excerpt
from deepspeech_tf.audio.joined import START_BYTES, begins_a_file, require_one_file_on_disk
from deepspeech_tf.audio.lengths import LENIENCE, is_unknown, is_usual, overstated
from deepspeech_tf.errors import AudioError

_MAX_FORMAT = 2**16  # bytes
_FLOAT, _EXTENSIBLE = 3, 0xFFFE  # codings
_MPEG = (0x50, 0x55)
_W64_TAIL = bytes.fromhex("f3acd3118cd100c04f8edb8a")  # last bytes of chunk identifiers


@dataclass(frozen=True)
class Layout:
    """Position of the samples in a WAV file.

    Args:
        start: offset of the samples.
        length: size of the samples in bytes.
        is_plain: whether the header states these values and the file has no chunks that might confuse a
            decoder; otherwise use `excerpt_of`.
        warnings: warnings about the file, phrased as "its …".
        big_endian: RIFX.
        format: contents of the "fmt " chunk.
    """

    start: int
    length: int
    is_plain: bool
    warnings: tuple[str, ...]
    big_endian: bool
    format: bytes

    @property
    def is_float(self) -> bool:
        """Whether samples may be infinite or NaN."""
        coding = self._field("H", 0)
        if coding == _EXTENSIBLE and len(self.format) >= 26:
            coding = self._field("H", 24)
        return coding == _FLOAT

    @property
    def is_mpeg(self) -> bool:
        """Whether the samples are MPEG audio, as in an MP3 file."""
        return self._field("H", 0) in _MPEG

    @property
    def rate_hz(self) -> int:
        return self._field("I", 4)

    @property
    def channels(self) -> int:
        return self._field("H", 2)

    def _field(self, kind: str, place: int) -> int:
        return int(struct.unpack_from((">" if self.big_endian else "<") + kind, self.format, place)[0])


@dataclass(frozen=True)
class _Chunks:
    """Chunk layout of a variant of WAV: byte order, header size and padding in bytes."""

    order: str
    header: int
    padding: int

    def parse(self, raw: bytes) -> tuple[bytes, int]:
        """Identifier and content size of a chunk."""
        if self.header == 24:
            length = int(struct.unpack_from("<Q", raw, 16)[0])
            return raw[:4] if raw[4:16] == _W64_TAIL else b"", max(0, length - 24)
        return raw[:4], int(struct.unpack_from(self.order + "I", raw, 4)[0])


def read_layout(file: BinaryIO, size: int, lenience: float = LENIENCE) -> Layout:
    """Finds the samples of a WAV file.

    Args:
        file: a WAV file of any variant.
        size: size of the file in bytes.
        lenience: fraction of the stated length that may be missing.

    Raises:
        AudioError: if there are none, or the file is cut short.
    """
    file.seek(0)
    start = file.read(12)
    is_w64 = start[:4] == b"riff"
    chunks = _Chunks("<", 24, 8) if is_w64 else _Chunks(">" if start[:4] == b"RIFX" else "<", 8, 2)
    position = 40 if is_w64 else 12
    large: int | None = None  # length of the samples in the ds64 chunk
    format_ = b""
    is_long = start[:4] in (b"RF64", b"BW64")  # with 64-bit lengths
    is_known = start[:4] != b"BW64"  # to libsndfile
    is_short = is_w64 or is_long
    while position + chunks.header <= size:
        file.seek(position)
        identifier, length = chunks.parse(file.read(chunks.header))
        position += chunks.header
        if identifier == b"data":
            if len(format_) < 16:
                break
            bits = 32 if chunks.header == 8 else 64
            if large is not None and length == 0xFFFFFFFF:
                length, bits = large, 64
            if not is_unknown(length, bits) and size - position < (1 - lenience) * length:
                raise AudioError(f"is cut short: expected {position + length} bytes. Received: {size}")
            layout = _of_data(file, chunks, position, length, bits, size, format_)
            is_short = is_short or position == 12 + 8 + len(format_) + 8  # only format and samples
            return replace(layout, is_plain=layout.is_plain and is_short and is_known)
        if length > size - position:
            break
        if identifier == b"fmt ":
            format_ = file.read(min(length, _MAX_FORMAT))
        elif identifier == b"ds64" and length >= 16 and is_long:
            large = struct.unpack("<Q", file.read(16)[8:])[0]
        position += _padded(length, chunks)
    raise AudioError("is cut short or damaged: the WAV header has no format or no samples")


def _of_data(
    file: BinaryIO, chunks: _Chunks, start: int, length: int, bits: int, size: int, format_: bytes
) -> Layout:
    rest = size - start
    read, warnings = length, []
    if length > rest:
        read = rest
        if is_unknown(length, bits):
            require_one_file_on_disk(file, start)
        if not (is_unknown(length, bits) and is_usual(length, bits)):
            warnings.append(overstated(length, rest))
    else:
        behind = start + _padded(length, chunks)
        end = _end_of_chunks(file, chunks, behind, size)
        if length == 0 and end < size:
            read = rest
            require_one_file_on_disk(file, start)
            warnings.append("its header states no length; it is read to its end")
        elif end < size:
            file.seek(end)
            if begins_a_file(file.read(START_BYTES)):
                raise AudioError(
                    "consists of several concatenated files: another one begins after its samples"
                )
            file.seek(end)
            require_no_mpeg(file.read(), end)
            warnings.append(f"{size - end} bytes after its samples are ignored: they are not WAV chunks")
    return Layout(start, read, read == length, tuple(warnings), chunks.order == ">", format_)


def _padded(length: int, chunks: _Chunks) -> int:
    return -(-length // chunks.padding) * chunks.padding


def _end_of_chunks(file: BinaryIO, chunks: _Chunks, position: int, size: int) -> int:
    """End of the chunks after `position`; `size` if nothing else follows."""
    while position < size:
        file.seek(position)
        header = file.read(chunks.header)
        if len(header) < chunks.header:
            return position
        start = (header + file.read(START_BYTES))[:START_BYTES]
        identifier, length = chunks.parse(header)
        end = position + chunks.header + _padded(length, chunks)
        if begins_a_file(start) or end > size + chunks.padding - 1:
            return position
        if not identifier or not all(0x20 <= byte < 0x7F for byte in identifier):
            return position
        if identifier == b"data":
            raise AudioError("has more than one data chunk")
        position = end
    return size


def samples_of(file: BinaryIO, layout: Layout) -> bytes:
    file.seek(layout.start)
    return file.read(layout.length)


def excerpt_of(layout: Layout) -> Excerpt:
    """A WAV file with the same format and samples, and a correct header."""
    order = ">" if layout.big_endian else "<"
    format_ = layout.format + b"\0" * (len(layout.format) % 2)
    size = 4 + 8 + len(format_) + 8 + layout.length
    header = b"".join(
        (
            b"RIFX" if layout.big_endian else b"RIFF",
            struct.pack(order + "I", min(size, 0xFFFFFFFF)) + b"WAVEfmt ",
            struct.pack(order + "I", len(layout.format)) + format_ + b"data",
            struct.pack(order + "I", min(layout.length, 0xFFFFFFFF)),
        )
    )
    return Excerpt(header, layout.start, layout.length)
