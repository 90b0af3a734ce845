"""Recordings for tests: a sentence that `models/english` understands, joined with pauses."""

from __future__ import annotations

import struct
import wave
from collections.abc import Sequence
from pathlib import Path

import av
import numpy as np

from deepspeech_tf.speech.recognizer import RecognizerConfig
from tests.sets import ROOT

ENGLISH = RecognizerConfig(
    ROOT / "models" / "english" / "english.tflite", ROOT / "models" / "english" / "english.scorer"
)
SENTENCE_FILE = ROOT / "models" / "english" / "it_is_not_poison.wav"
SENTENCE = "i tell you it is not poison she cried".split()
# Start of each word in the sentence's recording, in seconds.
STARTS = (0.40, 0.64, 0.88, 1.22, 1.34, 1.60, 1.94, 2.76, 2.98)
RATE_HZ = 16000


def sentence() -> np.ndarray:
    with wave.open(str(SENTENCE_FILE)) as file:
        return np.frombuffer(file.readframes(file.getnframes()), np.int16)


def joined(pauses_s: Sequence[float]) -> tuple[np.ndarray, list[float]]:
    """The sentence after each pause; returns samples, and the seconds where each one begins."""
    parts, begins, position = [], [], 0
    for pause_s in pauses_s:
        parts += [np.zeros(int(pause_s * RATE_HZ), np.int16), sentence()]
        position += len(parts[-2])
        begins.append(position / RATE_HZ)
        position += len(parts[-1])
    return np.concatenate(parts), begins


def write_wav(path: Path, samples: np.ndarray, rate_hz: int = RATE_HZ) -> Path:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate_hz)
        file.writeframes(samples.tobytes())
    return path


def write_video(path: Path, samples: np.ndarray, late_s: float = 0.0) -> Path:
    """A video with a black picture, whose audio begins late."""
    with av.open(str(path), "w") as container:
        picture = container.add_stream("mpeg4", rate=5)
        picture.width, picture.height, picture.pix_fmt = 64, 48, "yuv420p"
        sound = container.add_stream("flac", rate=RATE_HZ, layout="mono")
        for number in range(int((len(samples) / RATE_HZ + late_s) * 5)):
            frame = av.VideoFrame.from_ndarray(np.zeros((48, 64, 3), np.uint8), "rgb24")
            frame.pts = number
            container.mux(picture.encode(frame))
        for first in range(0, len(samples), 4096):
            frame = av.AudioFrame.from_ndarray(samples[None, first : first + 4096], "s16", "mono")
            frame.sample_rate, frame.pts = RATE_HZ, first + int(late_s * RATE_HZ)
            container.mux(sound.encode(frame))
        for stream in (picture, sound):
            container.mux(stream.encode(None))
    return path


def wav_header(rate_hz: int) -> bytes:
    """Of a file with 50,000 samples; FFmpeg writes no such rates itself."""
    form = struct.pack("<IHHIIHH", 16, 1, 1, rate_hz, 2 * rate_hz, 2, 16)
    return b"RIFF" + struct.pack("<I", 100_036) + b"WAVEfmt " + form + b"data" + struct.pack("<I", 100_000)


def flac_of_constants(rate_hz: int, blocks: int = 2) -> bytes:
    """A FLAC file of silence with 14 bytes for each block of 65,535 samples (RFC 9639)."""
    size = 65535
    rate_and_length = (rate_hz << 44) | (15 << 36) | (size * blocks)  # one channel, 16 bits
    info = struct.pack(">HH", size, size) + bytes(6) + rate_and_length.to_bytes(8, "big") + bytes(16)
    content = b"fLaC\x80" + len(info).to_bytes(3, "big") + info
    for number in range(blocks):
        head = b"\xff\xf8\x70\x08" + bytes([number]) + struct.pack(">H", size - 1)
        block = head + _crc(head, 8, 0x07) + bytes(3)
        content += block + _crc(block, 16, 0x8005)
    return content


def _crc(data: bytes, bits: int, polynomial: int) -> bytes:
    value = 0
    for byte in data:
        value ^= byte << (bits - 8)
        for _ in range(8):
            value = (value << 1) ^ (polynomial if value >> (bits - 1) else 0)
            value &= (1 << bits) - 1
    return value.to_bytes(bits // 8, "big")
