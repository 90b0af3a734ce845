"""Opus packets (RFC 6716) without a container, for sample databases and the augmentation `codec`."""

from __future__ import annotations

from collections.abc import Iterable

import av
import numpy as np
import numpy.typing as npt
import soxr

from deepspeech_tf.errors import AudioError

PACKET_MS = 60
RATES_HZ = (8000, 12000, 16000, 24000, 48000)
LOWEST_BITRATE, HIGHEST_BITRATE = 500, 512000
DELAY_S = 0.0065  # delay of the encoder
_DECODED_HZ = 48000
_MAX_FRAME = 1275  # bytes

Samples = npt.NDArray[np.int16]


def encode_packets(samples: Samples, rate_hz: int, bitrate: int | None = None) -> list[bytes]:
    """Encodes 16-bit samples as packets of 60 ms; the last packet is padded with silence.

    Args:
        samples: `(samples, channels)`, one or two channels.
        rate_hz: 8000, 12000, 16000, 24000 or 48000.
        bitrate: bits per second; None for the default of libopus, `1000 + rate_hz * channels`.

    Raises:
        AudioError: if Opus does not support the sampling rate, bit rate or number of channels.
    """
    if rate_hz not in RATES_HZ:
        raise AudioError(f"Opus: expected a rate of {', '.join(map(str, RATES_HZ))} Hz. Received: {rate_hz}")
    if bitrate is not None:
        require_bitrate(bitrate)
    layout = _layout(samples.shape[1])
    encoder = av.CodecContext.create("libopus", "w")
    assert isinstance(encoder, av.AudioCodecContext)
    encoder.sample_rate, encoder.layout, encoder.format = rate_hz, layout, "s16"
    if bitrate is None:  # PyAV's default is several times that of libopus, which 0.9.3 used
        bitrate = 60 * 1000 // PACKET_MS + rate_hz * samples.shape[1]
    encoder.bit_rate = bitrate
    # PyAV changes the last two defaults of libopus; these values reproduce the packets of 0.9.3 exactly.
    encoder.options = {
        "frame_duration": str(PACKET_MS),
        "application": "audio",
        "vbr": "constrained",
        "compression_level": "9",
    }
    size = PACKET_MS * rate_hz // 1000
    filled = np.concatenate([samples, np.zeros((-len(samples) % size, samples.shape[1]), np.int16)])
    packets: list[bytes] = []
    for start in range(0, len(filled), size):
        chunk = np.ascontiguousarray(filled[start : start + size]).reshape(1, -1)
        frame = av.AudioFrame.from_ndarray(chunk, format="s16", layout=layout)
        frame.sample_rate, frame.pts = rate_hz, start
        packets += [bytes(packet) for packet in encoder.encode(frame)]
    return packets


def require_bitrate(bitrate: int) -> None:
    """Raises AudioError if Opus does not support this bit rate."""
    if not LOWEST_BITRATE <= bitrate <= HIGHEST_BITRATE:
        raise AudioError(
            f"the bit rate of Opus must be from {LOWEST_BITRATE} to {HIGHEST_BITRATE} bits per second. "
            f"Received: {bitrate}"
        )


def decode_packets(packets: Iterable[bytes], rate_hz: int, channels: int) -> npt.NDArray[np.float32]:
    """Decodes packets to float32 `(samples, channels)` in [-1, 1] at `rate_hz`.

    Raises:
        AudioError: if a packet is damaged, or the number of channels is not 1 or 2.
    """
    decoder = av.CodecContext.create("libopus", "r")
    assert isinstance(decoder, av.AudioCodecContext)
    decoder.layout, decoder.sample_rate = _layout(channels), _DECODED_HZ
    blocks: list[npt.NDArray[np.float32]] = [np.zeros((0, channels), np.float32)]
    for number, packet in enumerate(packets, 1):
        try:
            frames = decoder.decode(av.Packet(packet)) if packet else []
        except (av.FFmpegError, ValueError) as error:
            raise AudioError(f"Opus packet {number} is damaged: {error}") from error
        for frame in frames:
            if frame.format.name != "s16":
                raise AudioError(
                    f"the Opus decoder must return 16-bit samples. Received: {frame.format.name}"
                )
            samples = frame.to_ndarray().reshape(-1, channels)
            blocks.append(samples.astype(np.float32) / np.float32(32768))
    decoded = np.concatenate(blocks)
    if rate_hz == _DECODED_HZ or not len(decoded):
        return decoded
    resampled: npt.NDArray[np.float32] = soxr.resample(decoded, _DECODED_HZ, rate_hz)
    return resampled


def _layout(channels: int) -> str:
    if channels not in (1, 2):
        raise AudioError(f"Opus packets must have 1 or 2 channels. Received: {channels}")
    return "mono" if channels == 1 else "stereo"


def packet_seconds(packet: bytes) -> float:
    """Duration of a packet, determined without decoding; 0 if it is damaged or has a rare structure.

    Source: RFC 6716, section 3.
    """
    if len(packet) < 2:
        return 0.0
    configuration, code = packet[0] >> 3, packet[0] & 3
    if configuration < 12:  # SILK
        frame_s = (0.01, 0.02, 0.04, 0.06)[configuration % 4]
    elif configuration < 16:  # hybrid
        frame_s = (0.01, 0.02)[configuration % 2]
    else:  # CELT
        frame_s = (0.0025, 0.005, 0.01, 0.02)[configuration % 4]
    count, place, end = (1, 2, 2, packet[1] & 63)[code], 2 if code == 3 else 1, len(packet)
    if count == 0 or count * frame_s > 0.12 or (code == 3 and packet[1] & 64):
        return 0.0
    if code == 2 or (code == 3 and packet[1] & 128):  # lengths of all frames but the last
        for _ in range(count - 1):
            if place + 2 > len(packet):
                return 0.0
            is_long = packet[place] >= 252
            end -= packet[place] + (4 * packet[place + 1] if is_long else 0)
            place += 1 + is_long
    elif (end - place) % count:
        return 0.0
    else:
        end = place + (end - place) // count
    return count * frame_s if 0 <= end - place <= _MAX_FRAME else 0.0
