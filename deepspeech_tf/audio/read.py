"""Reads audio files with any sampling rate, bit depth and number of channels as samples for the model."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import soundfile
import soxr

from deepspeech_tf.audio.sound_file import (
    UNKNOWN_FRAMES,
    Sound,
    Stored,
    open_sound,
    opus_samples,
    reason,
    stored_audio,
)
from deepspeech_tf.errors import AudioError, one_line

# Supported extensions; the native client accepts the same files in folders.
AUDIO_EXTENSIONS = (
    ".wav", ".wave", ".flac", ".mp3", ".ogg", ".oga", ".opus", ".aif", ".aiff", ".aifc", ".au", ".snd",
    ".caf", ".w64", ".rf64", ".sph", ".mp2",
)  # fmt: skip
LOUDEST = 1e9  # samples are around 1; the limit prevents overflow in later computations

_BLOCK_FRAMES = 2**20  # frames per read, because a damaged header may state a length that exceeds memory
_ESTIMATED = ("MP3", "Ogg")  # their decoders may silently return fewer samples than stated
_LARGEST = np.float32(32767 / 32768)  # the largest 16-bit sample; lossy codecs and filters exceed it


def read_audio(
    path: str | os.PathLike[str], sample_rate_hz: int, channel: int | None = None
) -> npt.NDArray[np.float32]:
    """Reads an audio file as mono at `sample_rate_hz`.

    Averages channels unless one is selected, and resamples other sampling rates (soxr, high quality). For
    16-bit files with the requested rate, samples are exactly the integers / 32768, as in the native client.

    Args:
        path: a file, a URL that fsspec knows, or a sample of a database as `<path>.sdb:<index>`.
        sample_rate_hz: sampling rate of the result.
        channel: select this channel; the first is 1.

    Returns:
        float32 `(samples,)` in [-1, 1).

    Raises:
        AudioError: if the file is missing, a directory, unreadable, cut short or without samples, or has no
            such channel.
    """
    return read_at(path, lambda _: sample_rate_hz, channel)[0]


def read_at(
    path: str | os.PathLike[str],
    target_hz: Callable[[int], int],
    channel: int | None = None,
    stored: Stored | None = None,
) -> tuple[npt.NDArray[np.float32], int]:
    """As `read_audio`, with a sampling rate that may depend on that of the file.

    Args:
        path: see `read_audio`.
        target_hz: maps the sampling rate of the file to that of the result.
        channel: see `read_audio`.
        stored: the result of `stored_audio`, if already known.

    Returns:
        float32 `(samples,)` in [-1, 1), and the sampling rate in Hz.

    Raises:
        AudioError: as `read_audio`.
    """
    mono, rate_hz = read_mono(path, channel, stored)
    sample_rate_hz = target_hz(rate_hz)
    if rate_hz != sample_rate_hz:
        count = len(mono)
        mono = soxr.resample(mono, rate_hz, sample_rate_hz, quality="HQ")
        if not len(mono):
            raise too_short(path, count, rate_hz)
    return np.clip(mono, np.float32(-1.0), _LARGEST), sample_rate_hz


def read_mono(
    path: str | os.PathLike[str], channel: int | None = None, stored: Stored | None = None
) -> tuple[npt.NDArray[np.float32], int]:
    """Reads an audio file as mono at its own sampling rate.

    Args:
        path: see `read_audio`.
        channel: see `read_audio`.
        stored: see `read_at`.

    Returns:
        float32 `(samples,)`, where full scale is 1 (lossy codecs may exceed it), and the sampling rate in Hz.

    Raises:
        AudioError: as `read_audio`.
    """
    name = os.fspath(path)
    samples, facts = read_with_facts(name, stored)
    if channel is not None and not 1 <= channel <= samples.shape[1]:
        raise AudioError(
            f"audio file {one_line(name)}: expected a channel from 1 to {samples.shape[1]}. "
            f"Received: {channel}"
        )
    if channel is not None or samples.shape[1] == 1:
        one_channel = samples[:, (channel or 1) - 1]
    else:
        one_channel = samples.mean(axis=1, dtype=np.float64)
    return one_channel.astype(np.float32, copy=False), facts.rate_hz


def too_short(path: str | os.PathLike[str], samples: int, rate_hz: int) -> AudioError:
    """The error for a recording that has no samples after resampling."""
    return AudioError(
        f"audio file {one_line(os.fspath(path))} is too short to be resampled: {samples} samples at "
        f"{rate_hz} Hz"
    )


def read_channels(path: str | os.PathLike[str]) -> tuple[npt.NDArray[np.float32], int]:
    """Reads an audio file without conversion.

    Returns:
        float32 `(samples, channels)`, where full scale is 1 (lossy codecs may exceed it), and the sampling
        rate in Hz.

    Raises:
        AudioError: as `read_audio`.
    """
    samples, facts = read_with_facts(path)
    return samples, facts.rate_hz


@dataclass(frozen=True)
class Facts:
    """Properties of a recording.

    Args:
        samples: samples per channel, as returned by `read_channels`.
        rate_hz: sampling rate.
        warnings: warnings about the file, phrased as "it …" or "its …".
    """

    samples: int
    rate_hz: int
    warnings: tuple[str, ...] = ()

    @property
    def seconds(self) -> float:
        return self.samples / self.rate_hz


def read_with_facts(
    path: str | os.PathLike[str], stored: Stored | None = None
) -> tuple[npt.NDArray[np.float32], Facts]:
    """As `read_channels`, with the properties that `examine_audio` determines; `stored`: see `read_at`.

    Raises:
        AudioError: as `read_audio`.
    """
    with open_sound(os.fspath(path), stored) as sound:
        blocks = list(_blocks(sound))
        samples = blocks[0] if len(blocks) == 1 else np.concatenate(blocks)
        return samples, Facts(len(samples), sound.rate_hz, sound.contents.warnings)


def read_segment(sound: Sound, first: int, count: int) -> npt.NDArray[np.float32]:
    """Reads a segment, float32 `(samples, channels)`; fewer than `count` samples if the file is cut short.

    Raises:
        AudioError: if the file is damaged before the end of the segment.
    """
    blocks: list[npt.NDArray[np.float32]] = []
    for part, length in zip(sound.parts, sound.lengths, strict=True):
        here = min(count, length - first)
        if here > 0:
            try:
                if part.seekable():
                    part.seek(first)
                else:
                    part.read(first, dtype="float32")
                blocks.append(part.read(here, dtype="float32", always_2d=True))
            except (soundfile.SoundFileError, RuntimeError, ValueError) as error:
                raise AudioError(f"audio file {one_line(sound.name)} is damaged: {reason(error)}") from error
            _check_numbers(sound, part.subtype, blocks[-1])
            count -= here
        first = max(0, first - length)
    return blocks[0] if len(blocks) == 1 else np.concatenate(blocks)


def examine_audio(path: str | os.PathLike[str]) -> Facts:
    """Determines how many samples `read_channels` will return, decoding only if necessary.

    Reads the header of WAV files, the frames of MP3 and FLAC files, and the pages of Ogg files. Other or
    damaged files are decoded.

    Raises:
        AudioError: as `read_audio`.
    """
    name = os.fspath(path)
    stored = stored_audio(name)
    if stored is not None and (opus := opus_samples(name, stored)):
        return Facts(*opus)
    with open_sound(name, stored) as sound:
        return facts_of(sound)


def facts_of(sound: Sound, *, decode: bool = False) -> Facts:
    """Determines the properties of a recording, as `examine_audio`.

    Args:
        sound: the recording, before anything has been read from it.
        decode: decode the recording regardless of its headers.

    Raises:
        AudioError: if it is damaged.
    """
    samples = None if decode else sound.stated_samples
    if samples is None and sound.contents.verify is not None and not decode:
        samples = sound.contents.verify()
    if samples is None:
        samples = sum(map(len, _blocks(sound)))
    return Facts(samples, sound.rate_hz, sound.contents.warnings)


def audio_duration(path: str | os.PathLike[str]) -> float:
    """Duration of an audio file in seconds, as returned by `read_channels`.

    Raises:
        AudioError: as `read_audio`.
    """
    return examine_audio(path).seconds


def audio_sample_rate(path: str | os.PathLike[str]) -> int:
    """Sampling rate of an audio file in Hz, from its header.

    Raises:
        AudioError: if the file is missing, a directory, unreadable, cut short or without samples.
    """
    name = os.fspath(path)
    stored = stored_audio(name)
    if stored is not None and (opus := opus_samples(name, stored)):
        return opus[1]
    with open_sound(name, stored) as sound:
        return sound.rate_hz


def _blocks(sound: Sound) -> Iterator[npt.NDArray[np.float32]]:
    """Yields all samples in blocks, float32 `(samples, channels)`.

    Raises:
        AudioError: if the file is damaged or incomplete, or a sample is not finite.
    """
    total = 0
    for part, length in zip(sound.parts, sound.lengths, strict=True):
        received, count = 0, _BLOCK_FRAMES
        while count == _BLOCK_FRAMES and received < length:
            try:
                block = part.read(min(_BLOCK_FRAMES, length - received), dtype="float32", always_2d=True)
            except (soundfile.SoundFileError, RuntimeError, ValueError) as error:
                raise AudioError(f"audio file {one_line(sound.name)} is damaged: {reason(error)}") from error
            count = len(block)
            received += count
            if count:
                _check_numbers(sound, part.subtype, block)
                yield block
        if received < length < UNKNOWN_FRAMES and sound.contents.container not in _ESTIMATED:
            raise AudioError(
                f"audio file {one_line(sound.name)} is cut short or damaged: expected {length} samples. "
                f"Received: {received}"
            )
        total += received
    if not total:
        raise AudioError(f"audio file {one_line(sound.name)} is empty (no samples)")


def _check_numbers(sound: Sound, coding: str, block: npt.NDArray[np.float32]) -> None:
    """Limits samples of MP3 and Ogg files in place, and refuses those of others that exceed the limit.

    The decoders of MP3 and Ogg turn damaged frames into any numbers, which cannot be known without decoding.
    """
    if coding.startswith("PCM_") or not len(block) or np.abs(block).max() <= LOUDEST:  # false for NaN
        return
    if sound.contents.container not in _ESTIMATED:
        raise AudioError(
            f"audio file {one_line(sound.name)}: samples must be finite and at most {LOUDEST:g}. "
            "Received: infinity, NaN or a larger number"
        )
    np.nan_to_num(block, copy=False)
    block.clip(-LOUDEST, LOUDEST, out=block)
