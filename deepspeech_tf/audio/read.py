"""Audio files of any rate, depth and channel count as samples that the model takes."""

from __future__ import annotations

import os

import numpy as np
import numpy.typing as npt
import soundfile
import soxr

from deepspeech_tf.audio.sound_file import open_sound, opus_header
from deepspeech_tf.errors import AudioError

# What libsndfile reads and corpora come in; lower case, with the dot.
AUDIO_EXTENSIONS = (".wav", ".flac", ".mp3", ".ogg", ".oga", ".opus")

_BLOCK_FRAMES = 2**20  # read so much at once: the length in a damaged header may exceed any memory
_LARGEST = np.float32(32767 / 32768)  # the largest 16-bit sample: lossy codecs and filters overshoot it


def read_audio(path: str | os.PathLike[str], sample_rate_hz: int) -> npt.NDArray[np.float32]:
    """Reads an audio file as mono at `sample_rate_hz`.

    Channels are averaged, other rates resampled (soxr, high quality). A 16-bit file of the right rate
    gives exactly its integers / 32768, as the native client takes them.

    Args:
        path: a file, a URL that fsspec knows, or a sample of a database as `<path>.sdb:<index>`.
        sample_rate_hz: wanted.

    Returns:
        float32 `(samples,)` in [-1, 1).

    Raises:
        AudioError: if the file is missing, a directory, unreadable, cut short or without samples.
    """
    name = os.fspath(path)
    samples, rate_hz = read_channels(name)
    one_channel = samples[:, 0] if samples.shape[1] == 1 else samples.mean(axis=1, dtype=np.float64)
    mono = one_channel.astype(np.float32, copy=False)
    if rate_hz != sample_rate_hz:
        mono = soxr.resample(mono, rate_hz, sample_rate_hz, quality="HQ")
        if not len(mono):
            raise AudioError(
                f"audio file {name} is too short to resample: {len(samples)} samples at {rate_hz} Hz"
            )
    return np.clip(mono, np.float32(-1.0), _LARGEST)


def read_channels(path: str | os.PathLike[str]) -> tuple[npt.NDArray[np.float32], int]:
    """Reads an audio file as it is.

    Returns:
        float32 `(samples, channels)`, where full scale is 1 (lossy codecs may exceed it), and the sample
        rate in Hz.

    Raises:
        AudioError: as `read_audio`.
    """
    name = os.fspath(path)
    with open_sound(name) as file:
        try:
            samples = _read_all(file)
        except (soundfile.SoundFileError, RuntimeError, ValueError) as error:
            raise AudioError(f"audio file {name} is damaged: {_reason(error)}") from error
        expected, rate_hz = file.frames, int(file.samplerate)
    if len(samples) < expected:
        raise AudioError(
            f"audio file {name} is cut short: expected {expected} samples. Received: {len(samples)}"
        )
    if not np.isfinite(samples).all():
        raise AudioError(f"audio file {name}: samples must be finite numbers. Received: infinity or NaN")
    return samples, rate_hz


def audio_duration(path: str | os.PathLike[str]) -> float:
    """Length of an audio file in seconds, from its header; no samples are kept.

    The last sample is asked for, so that a file cut short is seen without decoding the whole.

    Raises:
        AudioError: as `read_audio`, but damage in the middle of a file is not seen.
    """
    name = os.fspath(path)
    header = opus_header(name)
    if header is not None:
        return header.samples / header.rate_hz
    with open_sound(name) as file:
        if file.format == "MP3":  # a jump into it makes mpg123 complain on stderr about its bit reservoir
            return float(file.frames / file.samplerate)
        try:
            file.seek(file.frames - 1)
            received = len(file.read(1, dtype="float32"))
        except (soundfile.SoundFileError, RuntimeError, ValueError) as error:
            raise AudioError(f"audio file {name} is cut short or damaged: {_reason(error)}") from error
        if not received:
            raise AudioError(f"audio file {name} is cut short: its header promises {file.frames} samples")
        return float(file.frames / file.samplerate)


def audio_sample_rate(path: str | os.PathLike[str]) -> int:
    """Samples per second in an audio file, from its header.

    Raises:
        AudioError: if the file is missing, a directory, unreadable, cut short or without samples.
    """
    name = os.fspath(path)
    header = opus_header(name)
    if header is not None:
        return header.rate_hz
    with open_sound(name) as file:
        return int(file.samplerate)


def _read_all(file: soundfile.SoundFile) -> npt.NDArray[np.float32]:
    """All samples there are, float32 `(samples, channels)`, however many the header promises."""
    blocks: list[npt.NDArray[np.float32]] = []
    while not blocks or len(blocks[-1]) == _BLOCK_FRAMES:
        blocks.append(file.read(_BLOCK_FRAMES, dtype="float32", always_2d=True))
    return blocks[0] if len(blocks) == 1 else np.concatenate(blocks)


def _reason(error: Exception) -> str:
    """Text of a libsndfile error without the path that soundfile puts before it."""
    return str(getattr(error, "error_string", error)).rstrip(".")
