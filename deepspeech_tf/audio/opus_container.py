"""The Opus container of DeepSpeech's sample databases: a header, and packets with their lengths.

All integers are unsigned and big-endian: u32 size of the decoded PCM, u32 sampling rate in Hz, u8 channels,
u8 bytes per sample; then u16 length and data of each packet of 60 ms.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from deepspeech_tf.audio.opus import decode_packets, encode_packets, packet_seconds
from deepspeech_tf.errors import AudioError

_HEADER = struct.Struct(">IIBB")
_WIDTH = 2  # bytes per sample


@dataclass(frozen=True)
class OpusHeader:
    """Properties that are known without decoding."""

    samples: int
    rate_hz: int
    channels: int


def read_header(contents: bytes) -> OpusHeader:
    """Reads the header; raises AudioError if it is cut short or invalid."""
    if len(contents) < _HEADER.size:
        raise AudioError(
            f"Opus data must have a header of {_HEADER.size} bytes. Received: {len(contents)} bytes"
        )
    pcm_bytes, rate_hz, channels, width = _HEADER.unpack_from(contents)
    if width != _WIDTH or channels not in (1, 2) or not 1000 <= rate_hz <= 48000:
        raise AudioError(
            "Opus data must have 16 bits, 1 or 2 channels and up to 48000 Hz. "
            f"Received: {8 * width} bits, {channels} channels, {rate_hz} Hz"
        )
    return OpusHeader(pcm_bytes // (_WIDTH * channels), rate_hz, channels)


def decode(contents: bytes) -> npt.NDArray[np.float32]:
    """Decodes samples `(samples, channels)` in [-1, 1] at the sampling rate of the header.

    Raises:
        AudioError: if the header or packets are damaged, or packets are missing.
    """
    header = read_header(contents)
    decoded = decode_packets(_packets(contents), header.rate_hz, header.channels)
    if len(decoded) < header.samples:
        raise AudioError(f"Opus is cut short: expected {header.samples} samples. Received: {len(decoded)}")
    return decoded[: header.samples]


def verified_samples(contents: bytes) -> int:
    """Samples per channel that `decode` returns, without decoding if all packets look valid.

    Raises:
        AudioError: as `decode`.
    """
    header = read_header(contents)
    packets = list(_packets(contents))
    seconds = list(map(packet_seconds, packets))
    if all(seconds) and round(sum(seconds) * header.rate_hz) >= header.samples:
        return header.samples
    return len(decode(contents))


def encode(samples: npt.NDArray[np.int16], rate_hz: int, bitrate: int | None = None) -> bytes:
    """Encodes 16-bit samples `(samples, channels)` into a container.

    Raises:
        AudioError: if Opus does not support the sampling rate, bit rate or number of channels.
    """
    header = _HEADER.pack(samples.size * _WIDTH, rate_hz, samples.shape[1], _WIDTH)
    packets = encode_packets(samples, rate_hz, bitrate)
    return header + b"".join(struct.pack(">H", len(packet)) + packet for packet in packets)


def _packets(contents: bytes) -> Iterator[bytes]:
    place = _HEADER.size
    while place < len(contents):
        length = int.from_bytes(contents[place : place + 2], "big")
        packet = contents[place + 2 : place + 2 + length]
        if place + 2 > len(contents) or len(packet) < length:
            raise AudioError(
                f"Opus is cut short in a packet: expected {length} bytes. Received: {len(packet)}"
            )
        yield packet
        place += 2 + length
