"""The one decision what an audio file is, and how a decoder has to be given it.

The check before training, training itself, the importers and the doctor all come through here, so that they
agree on every file.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import BinaryIO

from deepspeech_tf.audio import flac, mpeg, ogg, riff
from deepspeech_tf.audio.container import START_BYTES, container_of
from deepspeech_tf.audio.mpeg import skip_id3v2
from deepspeech_tf.audio.stated_length import require_stated_length
from deepspeech_tf.errors import AudioError

RATES_HZ = range(1000, 1_000_000)  # beyond, it is a damaged header


@dataclass(frozen=True)
class Part:
    """A file that holds all of a recording or a part of it.

    Args:
        data: None: the file as it is.
        samples: of each channel, if its decoder would not know.
    """

    data: bytes | None = None
    samples: int | None = None


@dataclass(frozen=True)
class Contents:
    """A recording, ready for a decoder.

    Args:
        container: what it is: "WAV", "MP3", ….
        parts: what to decode, one after the other.
        warnings: what should be known about the file, as sentences about "it".
        is_counted: whether the lengths that a decoder finds in the headers have been verified.
        verify: the number of samples, looking at all of the file; None if only decoding can tell.
    """

    container: str
    parts: tuple[Part, ...] = (Part(),)
    warnings: tuple[str, ...] = ()
    is_counted: bool = False
    verify: Callable[[], int | None] | None = None


def examine(file: BinaryIO, *, partial: bool = False) -> Contents:
    """Tells what a recording is.

    Args:
        file: the recording.
        partial: what is there of a file that was cut short is wanted, too.

    Raises:
        AudioError: if it is none that can be read, or not all of it is there; the text is what comes behind
            "audio file <name>".
    """
    size = file.seek(0, os.SEEK_END)
    lenience = 1.0 if partial else riff.LENIENCE
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
    return Contents(container, warnings=tuple(require_stated_length(container, file, size, lenience)))


def _start(file: BinaryIO) -> bytes:
    """The beginning of a file; of one with ID3 tags, up to what follows them."""
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
    part = Part() if layout.is_plain else Part(riff.with_true_lengths(file, layout))
    return Contents(container, (part,), layout.warnings, is_counted=not layout.is_float)


def _mp3(data: bytes, *, is_inside: bool = False) -> Contents:
    """Of a file, or of what is inside of another one."""
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
    flac.require_whole_file(data)
    if flac.states_length(data):
        return Contents("FLAC", verify=lambda: flac.verified_samples(data))
    with_length, is_whole = flac.with_length(data)
    warnings = () if is_whole else ("its last frame is cut short; the frames before it are read",)
    return Contents("FLAC", (Part(with_length),), warnings)
