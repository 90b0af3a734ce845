"""Opening audio wherever it lies: a file, a sample of a database, something remote."""

from __future__ import annotations

import functools
import io
import os
from dataclasses import dataclass, replace
from typing import BinaryIO

import numpy as np
import soundfile

from deepspeech_tf.audio import opus_container
from deepspeech_tf.audio.contents import RATES_HZ, Contents, examine
from deepspeech_tf.audio.location import is_remote, local_path, read_remote
from deepspeech_tf.audio.sample_database import OPUS_TYPE, PCM_TYPE, member_of, open_database
from deepspeech_tf.errors import AudioError

UNKNOWN_FRAMES = 2**62  # libsndfile has more than this in `frames` where a header does not say
# Codings whose length follows from the header: of all others, samples are counted.
_COUNTED = frozenset(
    ("PCM_U8", "PCM_S8", "PCM_16", "PCM_24", "PCM_32", "ALAW", "ULAW", "VORBIS", "OPUS")
    + ("MPEG_LAYER_I", "MPEG_LAYER_II", "MPEG_LAYER_III")
)
_KEPT = 16  # files whose contents are remembered on request
_PCM_RATE_HZ = 16000  # of samples without any header: what 0.9.3 takes them for


@dataclass
class Sound:
    """Audio to read from: one decoder, or several one after the other. A context manager.

    Args:
        name: of the file, for messages.
        parts: the decoders.
        contents: what the file is.
    """

    name: str
    parts: list[soundfile.SoundFile]
    contents: Contents

    def __enter__(self) -> Sound:
        return self

    def __exit__(self, *_: object) -> None:
        for part in self.parts:
            part.close()

    @property
    def rate_hz(self) -> int:
        return int(self.parts[0].samplerate)

    @property
    def stated_samples(self) -> int | None:
        """Samples of each channel by the headers, if these have been verified."""
        if not self.contents.is_counted or any(part.subtype not in _COUNTED for part in self.parts):
            return None
        return sum(self.lengths)

    @property
    def lengths(self) -> list[int]:
        """Samples of each part by the headers; more than `UNKNOWN_FRAMES` where one does not say."""
        known = (part.samples for part in self.contents.parts)
        return [int(opened.frames if n is None else n) for opened, n in zip(self.parts, known, strict=True)]


def open_sound(name: str, *, partial: bool = False) -> Sound:
    """Audio to read from; the caller closes it.

    Args:
        name: a path, a URL that fsspec knows, or `<path>.sdb:<index>`.
        partial: a part of a local file is wanted: it may be cut short elsewhere, and what it is is remembered
            for the next part.

    Raises:
        AudioError: if it is missing, a directory, unreadable, cut short or without samples.
    """
    if "\0" in name:
        raise AudioError(f"audio file {name!r} cannot be read: NUL byte in its name")
    sound = _open_contents(name, _contents(name)) if _is_inside(name) else _open_file(name, partial)
    rates = [part.samplerate for part in sound.parts]
    channels = {part.channels for part in sound.parts}
    problem = ""
    if sound.stated_samples == 0:
        problem = f"audio file {name} is empty (no samples)"
    elif rates[0] not in RATES_HZ:
        problem = (
            f"audio file {name}: sample rate must be from {RATES_HZ.start} to {RATES_HZ.stop - 1} Hz. "
            f"Received: {rates[0]}"
        )
    elif len(set(rates)) > 1 or len(channels) > 1:
        problem = f"audio file {name} is several files joined into one, of different rates or channels"
    if problem:
        sound.__exit__()
        raise AudioError(problem)
    return sound


def opus_samples(name: str) -> tuple[int, int] | None:
    """Of a sample in DeepSpeech's container for Opus the number of samples, and the rate in Hz.

    None for all else.

    Raises:
        AudioError: if header or packets are damaged, or some are missing.
    """
    member = member_of(name)
    if member is None:
        return None
    database = open_database(member[0])
    if database.columns.speech_type != OPUS_TYPE:
        return None
    try:
        contents = database.speech(member[1])
        samples = opus_container.verified_samples(contents)
        rate_hz = opus_container.read_header(contents).rate_hz
    except AudioError as error:
        raise AudioError(f"audio file {name} is damaged: {error}") from error
    if not samples:
        raise AudioError(f"audio file {name} is empty (no samples)")
    return samples, rate_hz


def _is_inside(name: str) -> bool:
    """Whether the audio comes as bytes: from a database or from afar."""
    return is_remote(name) or member_of(name) is not None


def _contents(name: str) -> BinaryIO:
    """Audio in a format of libsndfile."""
    member = member_of(name)
    if member is None:
        return io.BytesIO(read_remote(name))
    database = open_database(member[0])
    speech, kind = database.speech(member[1]), database.columns.speech_type
    if kind not in (OPUS_TYPE, PCM_TYPE):
        return io.BytesIO(speech)
    buffer = io.BytesIO()
    if kind == PCM_TYPE:
        pcm = np.frombuffer(speech, "<i2", len(speech) // 2)
        soundfile.write(buffer, pcm, _PCM_RATE_HZ, "PCM_16", format="WAV")
    else:
        try:
            rate_hz = opus_container.read_header(speech).rate_hz
            soundfile.write(buffer, opus_container.decode(speech), rate_hz, "FLOAT", format="WAV")
        except AudioError as error:
            raise AudioError(f"audio file {name} is damaged: {error}") from error
    buffer.seek(0)
    return buffer


def _open_file(name: str, partial: bool) -> Sound:
    path = local_path(name)
    if os.path.isdir(path):
        raise AudioError(f"audio file {name} must be a file. Received: a directory")
    try:
        if partial:
            status = os.stat(path)
            return _decoders(name, _kept(name, path, status.st_size, status.st_mtime_ns), path)
        with open(path, "rb") as raw:
            return _decoders(name, _examined(name, raw), path)
    except OSError as error:
        raise AudioError(f"audio file {name} cannot be read: {error.strerror or error}") from error


@functools.lru_cache(_KEPT)
def _kept(name: str, path: bytes, size: int, changed_ns: int) -> Contents:
    with open(path, "rb") as raw:
        return replace(_examined(name, raw, partial=True), verify=None)  # which would hold the whole file


def _open_contents(name: str, file: BinaryIO) -> Sound:
    contents = _examined(name, file)
    file.seek(0)
    return _decoders(name, contents, file)


def _examined(name: str, file: BinaryIO, *, partial: bool = False) -> Contents:
    try:
        return examine(file, partial=partial)
    except AudioError as error:
        raise AudioError(f"audio file {name} {error}") from error


def _decoders(name: str, contents: Contents, whole: bytes | BinaryIO) -> Sound:
    """Args:
    name: of the file.
    contents: what it is.
    whole: the file itself, or its path.
    """
    parts: list[soundfile.SoundFile] = []
    try:
        for part in contents.parts:
            parts.append(soundfile.SoundFile(whole if part.data is None else io.BytesIO(part.data)))
    except (soundfile.SoundFileError, RuntimeError, TypeError) as error:
        for opened in parts:
            opened.close()
        raise AudioError(
            f"audio file {name} is damaged or no audio of a known format: "
            f"{contents.container} that cannot be opened: {reason(error)}"
        ) from error
    return Sound(name, parts, contents)


def reason(error: Exception) -> str:
    """Text of a libsndfile error without the path that soundfile puts before it."""
    text = str(getattr(error, "error_string", error)).rstrip(".").removeprefix("Error : ")
    return "samples are missing" if "psf_fseek" in text else text  # where the header states more
