"""Reads the audio of any audio or video file that FFmpeg's libraries decode, in blocks."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

import av
import av.error
import av.logging
import numpy as np
import numpy.typing as npt

from deepspeech_tf.errors import AudioError, one_line, reason_of

Samples = npt.NDArray[np.int16]
Source = str | os.PathLike[str] | IO[bytes]
av.logging.set_level(av.logging.PANIC)  # failures are exceptions, which say it once
_LONGEST_START_S = 24 * 3600  # of silence before the first sample; more is a damaged time stamp
# Resampling others takes much memory and time, however short the file is: gigabytes for a block at 1 Hz.
_LEAST_HZ, _MOST_HZ = 1000, 6_144_000
_LONGEST_BLOCK_S = 60
# Playlists and other files that name files or addresses are no recordings, so nothing else is ever opened.
_CONTAINERS = (
    "aac,ac3,aiff,amr,ape,asf,au,avi,caf,dts,dtshd,eac3,flac,flv,loas,matroska,webm,mov,mp3,mpeg,mpegts,mxf,nut,"
    "ogg,oma,rm,tak,tta,voc,w64,wav,wv,xwma"
)
_UNKNOWN = "its format is not known"
_OPTIONS = {"protocol_whitelist": "file,pipe,fd", "format_whitelist": _CONTAINERS}


def read_media(source: Source, rate_hz: int, name: str = "") -> Iterator[Samples]:
    """Yields mono int16 samples. Silence stands for the time before audio that starts after the video.

    Args:
        source: a file, or an open binary file, such as standard input.
        rate_hz: sampling rate of the samples; the audio is resampled.
        name: of the recording, for messages; empty: the path.

    Yields:
        int16 `(samples,)`.

    Raises:
        AudioError: if it cannot be read, contains no audio, or is damaged.
    """
    where = f"audio file {one_line(name or _name(source))}"
    heard = 0
    try:
        with _open(source) as container:
            if not container.streams.audio:
                raise AudioError(f"{where}: expected a file with audio. Received: one without")
            for block in _blocks(container, rate_hz):
                heard += len(block)
                yield block
    except (av.error.FFmpegError, OSError, ValueError) as error:
        at = f", {heard / rate_hz:.1f} s from its beginning" if heard else ""
        reason = _reason(error)
        if reason == _UNKNOWN and not isinstance(source, str | os.PathLike) and not source.seekable():
            reason += ", or it cannot be read from a pipe, as most MP4 files"
        raise AudioError(f"{where} cannot be decoded{at}: {reason}") from error
    if not heard:
        raise AudioError(f"{where}: expected audio. Received: none")


def media_seconds(source: str | os.PathLike[str]) -> float | None:
    """The length that a file states, in seconds; None if it states none.

    Raises:
        AudioError: if it cannot be opened.
    """
    try:
        with _open(source) as container:
            return container.duration / av.time_base if container.duration else None
    except (av.error.FFmpegError, OSError, ValueError) as error:
        raise AudioError(
            f"audio file {one_line(_name(source))} cannot be decoded: {_reason(error)}"
        ) from error


def _reason(error: Exception) -> str:
    """What FFmpeg says, without its log."""
    if isinstance(error, av.error.FFmpegError):
        unknown = isinstance(error, ValueError)  # of a container that is not among `_CONTAINERS`
        return _UNKNOWN if unknown else str(error.strerror)
    return reason_of(error)


def _name(source: Source) -> str:
    if isinstance(source, str | os.PathLike):
        return os.fspath(source)
    return str(getattr(source, "name", "audio"))


def _open(source: Source) -> Any:
    if isinstance(source, str | os.PathLike):
        path = Path(source)
        if path.is_dir():
            raise IsADirectoryError(21, "it is a folder")
        with open(path, "rb"):  # its own errors are clearer
            pass
        # An absolute path has no scheme, so a file name cannot select a protocol.
        return av.open(os.fspath(path.absolute()), "r", options=_OPTIONS)
    return av.open(source, "r", options=_OPTIONS)


def _blocks(container: Any, rate_hz: int) -> Iterator[Samples]:
    resampler = av.AudioResampler("s16", "mono", rate_hz)
    begins = (container.start_time or 0) / av.time_base
    is_first = True
    for frame in container.decode(audio=0):
        _require_usual(frame)
        if is_first and frame.time is not None:
            late = round((frame.time - begins) * rate_hz)
            for _ in range(late // rate_hz if 0 < late < _LONGEST_START_S * rate_hz else 0):
                yield np.zeros(rate_hz, np.int16)
            if 0 < late < _LONGEST_START_S * rate_hz:
                yield np.zeros(late % rate_hz, np.int16)
        is_first = False
        frame.pts = None  # the resampler would stretch damaged time stamps
        for part in resampler.resample(frame):
            yield part.to_ndarray()[0]
    if not is_first:
        for part in resampler.resample(None):
            yield part.to_ndarray()[0]


def _require_usual(frame: Any) -> None:
    if not _LEAST_HZ <= frame.sample_rate <= _MOST_HZ:
        raise ValueError(
            f"expected a sampling rate from {_LEAST_HZ} to {_MOST_HZ} Hz. Received: {frame.sample_rate} Hz"
        )
    if frame.samples > _LONGEST_BLOCK_S * frame.sample_rate:
        seconds = frame.samples / frame.sample_rate
        raise ValueError(f"expected blocks of at most {_LONGEST_BLOCK_S} s. Received: {seconds:.1f} s")
