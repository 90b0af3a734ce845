"""Detects the format of an audio file, and prepares it for a decoder.

The check before training, training, the importers and the doctor all use this module, so they agree on every
file.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import BinaryIO

from deepspeech_tf.audio import flac, mpeg, ogg, riff
from deepspeech_tf.audio.container import START_BYTES, container_of
from deepspeech_tf.audio.excerpt import Excerpt
from deepspeech_tf.audio.lengths import LENIENCE
from deepspeech_tf.audio.mpeg import skip_id3v2
from deepspeech_tf.audio.stated_length import require_stated_length
from deepspeech_tf.errors import AudioError

RATES_HZ = range(1000, 1_000_000)  # other rates mean that the header is damaged


@dataclass(frozen=True)
class Part:
    """A file with a recording or a part of it.

    Args:
        data: contents of the file, or a part of the original file; None for the original file.
        samples: samples per channel, if the decoder cannot determine them.
    """

    data: bytes | Excerpt | None = None
    samples: int | None = None


@dataclass(frozen=True)
class Contents:
    """A recording, ready for a decoder.

    Args:
        container: container format: "WAV", "MP3", ….
        parts: files to decode in this order.
        warnings: warnings about the file, phrased as "it …" or "its …".
        is_counted: whether the lengths in the headers have been verified.
        verify: determines the number of samples by reading the whole file; None if this requires decoding.
    """

    container: str
    parts: tuple[Part, ...] = (Part(),)
    warnings: tuple[str, ...] = ()
    is_counted: bool = False
    verify: Callable[[], int | None] | None = None


def examine(file: BinaryIO, *, partial: bool = False) -> Contents:
    """Detects the format of a recording.

    Args:
        file: the recording.
        partial: accept files that are cut short, and read what they contain.

    Raises:
        AudioError: if the file is not supported, or incomplete. The text continues the sentence "audio file
            <name> …".
    """
    size = file.seek(0, os.SEEK_END)
    lenience = 1.0 if partial else LENIENCE
    if not size:
        raise AudioError("is empty (0 bytes)")
    file.seek(0)
    container = container_of(_start(file))
    if container in ("WAV", "W64"):
        return _wav(file, container, size, lenience)
    if container in ("MP3", "Ogg", "FLAC"):
        file.seek(0)
        data = file.read()
        try:
            return {"MP3": _mp3, "Ogg": _ogg, "FLAC": _flac}[container](data)
        except AudioError:
            if not partial:
                raise
            return Contents(container)
    warnings, repaired = require_stated_length(container, file, size, lenience)
    return Contents(container, (Part(repaired),), tuple(warnings))


def _start(file: BinaryIO) -> bytes:
    """Reads the beginning of a file, including what follows ID3 tags."""
    start = file.read(START_BYTES)
    if start[:3] == b"ID3" and skip_id3v2(start) >= len(start):
        start += file.read(skip_id3v2(start) - len(start) + START_BYTES)
    return start


def _wav(file: BinaryIO, container: str, size: int, lenience: float) -> Contents:
    layout = riff.read_layout(file, size, lenience)
    if layout.rate_hz not in RATES_HZ or not layout.channels:
        raise AudioError(
            f"is damaged: expected a sampling rate from {RATES_HZ.start} to {RATES_HZ.stop - 1} Hz and "
            f"at least one channel. Received: {layout.rate_hz} Hz, {layout.channels} channels"
        )
    if layout.is_mpeg:
        contents = _mp3(riff.samples_of(file, layout), is_inside=True)
        return replace(contents, container=container, warnings=layout.warnings + contents.warnings)
    part = Part() if layout.is_plain else Part(riff.excerpt_of(layout))
    return Contents(container, (part,), layout.warnings, is_counted=not layout.is_float)


def _mp3(data: bytes, *, is_inside: bool = False) -> Contents:
    """Contents of an MP3 file, or of MPEG audio inside another file."""
    streams, warnings = mpeg.streams_of(data)
    parts = tuple(
        Part(None if one.data is data and not is_inside else one.data, one.samples) for one in streams
    )
    return Contents("MP3", parts, tuple(warnings), is_counted=True)


def _ogg(data: bytes) -> Contents:
    streams, warnings = ogg.streams_of(data)
    parts = tuple(Part(None if one is data else one) for one in streams)
    return Contents("Ogg", parts, tuple(warnings), is_counted=True)


def _flac(data: bytes) -> Contents:
    outline = flac.outline_of(data)
    flac.require_whole_file(data, outline)
    if outline.stated:
        return Contents("FLAC", verify=lambda: flac.verified_samples(data, outline))
    with_length, is_whole = flac.with_length(data, outline)
    warnings = () if is_whole else ("its last frame is cut short; the frames before it are read",)
    return Contents("FLAC", (Part(with_length),), warnings)
