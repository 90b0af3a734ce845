"""Compares the lengths that AIFF, AU, CAF and SPHERE files state with the sizes of the files.

Decoders read files that are cut short without an error, and some refuse files that state no length. The rules
are those of WAV (`deepspeech_tf/audio/riff.py`).

Sources: Apple's "Audio Interchange File Format" (1989) and "Core Audio Format Specification", the manual page
`audio(5)` of SunOS, and the documentation of NIST's SPHERE.
"""

from __future__ import annotations

import re
import struct
from typing import BinaryIO, NamedTuple

from deepspeech_tf.audio.appended import require_no_mpeg
from deepspeech_tf.audio.joined import START_BYTES, begins_a_file, require_one_file
from deepspeech_tf.audio.lengths import LENIENCE, is_unknown, is_usual, overstated
from deepspeech_tf.errors import AudioError

_NO_LENGTH = "its header states no length; it is read to its end"
_GSM_BYTES, _GSM_SAMPLES = 33, 160  # of a frame
_SPHERE_FIELD = re.compile(rb"^(sample_count|sample_n_bytes|channel_count) -\w+ (\d{1,12})\s*$", re.MULTILINE)
_SPHERE_CODING = re.compile(rb"^sample_coding -s\d+ (\S+)", re.MULTILINE)


class _Region(NamedTuple):
    """Position of the samples.

    Args:
        start: offset of the samples in bytes.
        length: stated size in bytes.
        field: offset of the stated size; negative if decoders do not need it.
        form: format of the stated size, for `struct`.
        overhead: bytes that the stated size counts in addition to samples.
    """

    start: int
    length: int
    field: int = -1
    form: str = ">I"
    overhead: int = 0

    @property
    def bits(self) -> int:
        return 8 * struct.calcsize(self.form)

    @property
    def is_unknown(self) -> bool:
        return self.field >= 0 and is_unknown(self.length, self.bits)


def require_stated_length(
    container: str, file: BinaryIO, size: int, lenience: float = LENIENCE
) -> tuple[list[str], bytes | None]:
    """Compares a file with the length that it states, if any.

    Args:
        container: format, from `container_of`.
        file: the file.
        size: size of the file in bytes.
        lenience: fraction of the stated length that may be missing.

    Returns:
        Warnings about the file, phrased as "its …"; and the file with its true length if it states none, else
        None.

    Raises:
        AudioError: if more is missing, there are no samples, or another recording follows.
    """
    warnings, repaired = _compared(container, file, size, lenience)
    frames = _missing_frames(file, size) if container == "AIFF" else None
    if frames is None:
        return warnings, repaired
    file.seek(0)
    data = bytearray(repaired or file.read())
    struct.pack_into(">I", data, *frames)
    return warnings or [_NO_LENGTH], bytes(data)


def _compared(container: str, file: BinaryIO, size: int, lenience: float) -> tuple[list[str], bytes | None]:
    """As `require_stated_length`, for the number of bytes of samples."""
    reader = {"AIFF": _aiff, "AU": _au, "CAF": _caf, "SPHERE": _sphere}.get(container)
    file.seek(0)
    region = reader(file, size) if reader else None
    if region is None:
        return [], None
    start, length = region.start, region.length
    there = max(0, size - start)
    if there <= region.overhead:
        raise AudioError("is empty (no samples)")
    if region.is_unknown and length > there:
        warnings = [] if is_usual(length, region.bits) else [overstated(length, there)]
        return warnings, _with_true_length(file, region, there)
    if length <= region.overhead and not _chunk_at(container, file, start + length, size):
        return [_NO_LENGTH], _with_true_length(file, region, there)
    if length <= there:
        _require_nothing_joined(container, file, start + length, size)
        return [], None
    if there < (1 - lenience) * length:
        raise AudioError(f"is cut short: expected {start + length} bytes. Received: {size}")
    return [overstated(length, there)], None


def _with_true_length(file: BinaryIO, region: _Region, there: int) -> bytes | None:
    """The file with a header that states `there` bytes."""
    file.seek(0)
    data = bytearray(file.read())
    require_one_file(data, region.start)
    if region.field < 0:
        return None
    largest = 2 ** (region.bits - 1) - 1
    struct.pack_into(region.form, data, region.field, min(there, largest))
    return bytes(data)


def _chunk_at(container: str, file: BinaryIO, position: int, size: int) -> bool:
    """Whether a chunk starts here that ends within the file."""
    form = {"AIFF": ">4sI", "CAF": ">4sQ"}.get(container)
    file.seek(position)
    header = file.read(struct.calcsize(form)) if form else b""
    if not form or len(header) < struct.calcsize(form):
        return False
    identifier, length = struct.unpack(form, header)
    end = position + len(header) + length
    return end <= size and all(0x20 <= byte < 0x7F for byte in identifier)


def _require_nothing_joined(container: str, file: BinaryIO, end: int, size: int) -> None:
    """Raises AudioError if another recording begins where the samples end, or the chunks behind them."""
    while end < size:
        if container == "AIFF":
            end += end % 2
        file.seek(end)
        start = file.read(START_BYTES)
        if begins_a_file(start):
            raise AudioError(f"consists of several concatenated files: another one begins at byte {end}")
        if not _chunk_at(container, file, end, size):
            file.seek(end)
            require_no_mpeg(file.read(), end)
            return
        header = 8 if container == "AIFF" else 12
        end += header + int.from_bytes(start[4:header], "big")


def _aiff(file: BinaryIO, size: int) -> _Region | None:
    """Offset and size of the samples in bytes; None if the file does not state them."""
    position = 12
    while position + 8 <= size:
        file.seek(position)
        identifier, length = struct.unpack(">4sI", file.read(8))
        if identifier == b"SSND":
            return _Region(position + 8, length, position + 4, overhead=8)
        position += 8 + length + length % 2
    return None


def _missing_frames(file: BinaryIO, size: int) -> tuple[int, int] | None:
    """Offset and value of the number of samples if an AIFF-C file lacks it, and libsndfile requires it.

    Raises:
        AudioError: if the number cannot be determined.
    """
    position, place, samples = 12, 0, 0
    coding = b""
    while position + 8 <= size:
        file.seek(position)
        identifier, length = struct.unpack(">4sI", file.read(8))
        content = file.read(22) if identifier == b"COMM" else b""
        if len(content) == 22 and not any(content[2:6]):
            place, coding = position + 10, content[18:]
        elif identifier == b"SSND":
            samples = min(length or size, size - position - 8) - 8
        position += 8 + length + length % 2
    if place and samples > 0 and coding.startswith(b"DWVW"):
        raise AudioError("has no number of samples in its header, which its coding (DWVW) requires")
    is_missing = place and samples > 0 and coding == b"GSM "
    return (place, samples // _GSM_BYTES * _GSM_SAMPLES) if is_missing else None


def _au(file: BinaryIO, size: int) -> _Region | None:
    header = file.read(12)
    if len(header) < 12:
        return None
    order = "<" if header[:4] == b"dns." else ">"
    start, length = struct.unpack(order + "4xII", header)
    return _Region(start, length, 8, order + "I")


def _caf(file: BinaryIO, size: int) -> _Region | None:
    position = 8
    while position + 12 <= size:
        file.seek(position)
        identifier, length = struct.unpack(">4sQ", file.read(12))
        if identifier == b"data":
            return _Region(position + 12, length, position + 4, ">Q", overhead=4)
        if length > size:
            return None
        position += 12 + length
    return None


def _sphere(file: BinaryIO, size: int) -> _Region | None:
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
    return _Region(int(lines[1]), fields[b"sample_count"] * width)
