"""Encodes a voice-like sound in many formats."""

from __future__ import annotations

import io
import struct

import av
import numpy as np
import soundfile

RATE_HZ = 16000
SECONDS = 2

Bytes = bytes


def sound(rate_hz: int = RATE_HZ, channels: int = 1) -> np.ndarray:
    """float32 `(samples, channels)`."""
    time_s = np.arange(SECONDS * rate_hz) / rate_hz
    voice = sum(np.sin(2 * np.pi * 150 * k * time_s) / k for k in range(1, 8))
    wave = 0.15 * voice * np.maximum(0.05, np.sin(2 * np.pi * 3 * time_s))
    return np.repeat(wave[:, np.newaxis], channels, axis=1).astype(np.float32)


def encoded(container: str, coding: str | None = None, samples: np.ndarray | None = None, **more) -> Bytes:
    """By libsndfile."""
    buffer = io.BytesIO()
    rate_hz = more.pop("rate_hz", RATE_HZ)
    samples = sound(rate_hz) if samples is None else samples
    soundfile.write(buffer, samples, rate_hz, coding, format=container, **more)
    return buffer.getvalue()


def by_ffmpeg(container: str, codec: str, rate_hz: int = RATE_HZ, channels: int = 1, **options: str) -> Bytes:
    """Encodes with FFmpeg; `options` are options of the container, and of the codec such as `b`."""
    buffer = io.BytesIO()
    layout = "mono" if channels == 1 else "stereo"
    codec_options = {key: options.pop(key) for key in ("b", "q", "compression_level") if key in options}
    with av.open(buffer, "w", container, options=options) as file:
        stream = file.add_stream(codec, rate=rate_hz, layout=layout)
        stream.options = codec_options
        pcm = np.rint(sound(rate_hz, channels) * 32767).astype(np.int16).reshape(1, -1)
        frame = av.AudioFrame.from_ndarray(pcm, "s16", layout)
        frame.sample_rate, frame.pts = rate_hz, 0
        resampler = av.AudioResampler(stream.codec_context.format, layout, rate_hz)
        fifo = av.AudioFifo()
        for part in (*resampler.resample(frame), *resampler.resample(None)):
            fifo.write(part)
        size = stream.codec_context.frame_size or 1024
        while (part := fifo.read(size, partial=True)) is not None:
            file.mux(stream.encode(part))
        file.mux(stream.encode(None))
    return buffer.getvalue()


def mp3(rate_hz: int = RATE_HZ, channels: int = 1, tag: bool = True, **options: str) -> Bytes:
    options = {"b": "64000", **options}
    options |= {"write_xing": str(int(tag)), "id3v2_version": "0"}
    return by_ffmpeg("mp3", "libmp3lame", rate_hz, channels, **options)


def id3v2(content: Bytes, footer: bool = False) -> Bytes:
    size = len(content)
    packed = bytes([size >> 21 & 127, size >> 14 & 127, size >> 7 & 127, size & 127])
    flags = 0x10 if footer else 0
    head = bytes([4 if footer else 3, 0, flags]) + packed
    return b"ID3" + head + content + (b"3DI" + head if footer else b"")


TITLE = id3v2(b"TIT2" + struct.pack(">IH", 6, 0) + b"\0title" + bytes(64))
PICTURE = id3v2(
    b"APIC" + struct.pack(">IH", 60014, 0) + b"\0image/jpeg\0\3\0" + b"\xff\xd8\xff\xe0" + bytes(59996)
)
ID3V1 = b"TAG" + b"title".ljust(125, b"\0")


def ape_tag() -> Bytes:
    items = struct.pack("<II", 5, 0) + b"Title\0" + b"title"
    body = struct.pack("<IIII", 2000, len(items) + 32, 1, 1 << 31)
    header = struct.pack("<IIII", 2000, len(items) + 32, 1, 1 << 31 | 1 << 29)
    return b"APETAGEX" + header + bytes(8) + items + b"APETAGEX" + body + bytes(8)


def with_sizes(wav: Bytes, riff: int, data: int) -> Bytes:
    """A WAV file with a header of 44 bytes that states these sizes."""
    return wav[:4] + struct.pack("<I", riff) + wav[8:40] + struct.pack("<I", data) + wav[44:]
