"""Converts audio of any format, or a segment of it, to a 16-bit mono WAV file of one sample rate."""

from __future__ import annotations

import io
import math
import os
import threading
from pathlib import Path

import numpy as np
import numpy.typing as npt
import soundfile
import soxr

from deepspeech_tf.audio.read import facts_of, read_audio, read_segment
from deepspeech_tf.audio.sound_file import open_sound, open_wav
from deepspeech_tf.errors import AudioError, one_line

SAMPLE_RATE_HZ = 16000
_SCALE = 32768
_FRAME = 2048  # samples per measurement of the level
_TOLERANCE_S = 0.5  # lists of segments are rounded; if a segment ends later, the recording is cut short


def load_samples(
    audio: Path,
    sample_rate_hz: int = SAMPLE_RATE_HZ,
    *,
    start_s: float = 0.0,
    end_s: float | None = None,
    channel: int | None = None,
) -> npt.NDArray[np.float32]:
    """Mono samples of a file or a segment of it, float32 `(samples,)` in [-1, 1).

    Raises:
        AudioError: if the file is missing, damaged or cut short, or does not reach the segment.
    """
    if start_s <= 0 and end_s is None and channel is None:
        return read_audio(audio, sample_rate_hz)
    if not (math.isfinite(start_s) and math.isfinite(end_s or 0.0)):
        raise AudioError(f"{audio}: a segment must have times in seconds. Received: {start_s} to {end_s}")
    with open_sound(str(audio), partial=True) as sound:
        rate_hz = sound.rate_hz
        length = sum(sound.lengths)
        first = round(start_s * rate_hz)
        last = length if end_s is None else round(end_s * rate_hz)
        if not 0 <= first < last <= length + _TOLERANCE_S * rate_hz or first >= length:
            raise AudioError(
                f"{audio}: a segment from {start_s:g} s to {last / rate_hz:g} s must lie inside. "
                f"Received: {length / rate_hz:g} s of audio"
            )
        block = read_segment(sound, first, min(last, length) - first)
    if not len(block):
        raise AudioError(f"audio file {one_line(str(audio))} is cut short: no samples at {start_s:g} s")
    if channel is not None and channel >= block.shape[1]:
        raise AudioError(f"{audio}: expected channel {channel + 1}. Received: {block.shape[1]} channels")
    mono: npt.NDArray[np.float32] = block.mean(axis=1) if channel is None else block[:, channel]
    if rate_hz != sample_rate_hz:
        mono = soxr.resample(mono, rate_hz, sample_rate_hz, quality="HQ")
    return mono


def trim_silence(samples: npt.NDArray[np.float32], threshold_db: float) -> npt.NDArray[np.float32]:
    """Cuts off silence at the beginning and the end.

    Args:
        samples: float32 `(samples,)`.
        threshold_db: silence is this far below the loudest frame, in dB.

    Returns:
        The samples from the first to the last frame that is louder; all of them if none is.
    """
    squares = np.concatenate([[0.0], np.cumsum(np.square(samples, dtype=np.float64))])
    centres = np.arange(0, len(samples) + 1, _FRAME // 4)
    ends = np.minimum(centres + _FRAME // 2, len(samples))
    power = squares[ends] - squares[np.maximum(centres - _FRAME // 2, 0)]
    loud = np.flatnonzero(power > power.max() * 10 ** (-threshold_db / 10))
    if not len(loud):
        return samples
    return samples[centres[loud[0]] : centres[loud[-1]] + _FRAME // 4]


def write_wav(path: Path, samples: npt.NDArray[np.float32], sample_rate_hz: int = SAMPLE_RATE_HZ) -> None:
    """Writes a 16-bit mono WAV file, completely or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    integers = np.clip(np.rint(samples * _SCALE), -_SCALE, _SCALE - 1).astype(np.int16)
    part = path.with_name(f".{path.name}.{threading.get_ident()}.part")
    try:
        contents = io.BytesIO()  # libsndfile does not report why it could not write a file
        soundfile.write(contents, integers, sample_rate_hz, subtype="PCM_16", format="WAV")
        part.write_bytes(contents.getbuffer())
        os.replace(part, path)
    finally:
        part.unlink(missing_ok=True)


def seconds_as_it_is(audio: Path) -> float:
    """Length in seconds of a file that is used unchanged; it is decoded completely, as in training.

    Raises:
        AudioError: if it is missing or damaged.
    """
    with open_sound(str(audio)) as sound:
        return facts_of(sound, decode=True).seconds


def seconds_if_ready(audio: Path, sample_rate_hz: int = SAMPLE_RATE_HZ, *, decode: bool) -> float | None:
    """Length in seconds of a file that already is a 16-bit mono WAV file of that rate; None for other files.

    Args:
        audio: the file.
        sample_rate_hz: target sampling rate.
        decode: see `facts_of`.

    Raises:
        AudioError: if it is such a file, but damaged.
    """
    try:
        sound = open_wav(str(audio))
    except (AudioError, OSError):
        return None
    if sound is None:
        return None
    with sound:
        (part, *others) = sound.parts
        form = (part.format, part.subtype, part.samplerate, part.channels)
        if others or form != ("WAV", "PCM_16", sample_rate_hz, 1):
            return None
        return facts_of(sound, decode=decode).seconds


def wav_beside(audio: Path, sample_rate_hz: int = SAMPLE_RATE_HZ, part: str = "") -> Path:
    """Default path of a clip's WAV file: beside the recording, never over it.

    Args:
        audio: the recording.
        sample_rate_hz: rate of the WAV file.
        part: suffix of the name that tells which part of the recording it is; empty: all of it.
    """
    if audio.suffix.lower() in (".wav", ".wave"):
        return audio.with_name(f"{audio.stem}{part}_{sample_rate_hz}hz.wav")
    return audio.with_name(f"{audio.stem}{part}.wav")
