"""Opens audio from files, sample databases and remote locations."""

from __future__ import annotations

import functools
import io
import os
from dataclasses import dataclass, field, replace
from typing import BinaryIO

import numpy as np
import soundfile

from deepspeech_tf.audio import opus_container
from deepspeech_tf.audio.container import START_BYTES, container_of
from deepspeech_tf.audio.contents import RATES_HZ, Contents, Part, examine
from deepspeech_tf.audio.excerpt import Excerpt, open_excerpt
from deepspeech_tf.audio.location import is_remote, local_path, read_remote
from deepspeech_tf.audio.sample_database import OPUS_TYPE, PCM_TYPE, member_of, open_database
from deepspeech_tf.errors import AudioError, one_line

UNKNOWN_FRAMES = 2**62  # libsndfile reports more frames than this if the header states no length
# Codings whose length follows from the header; for all others, samples are counted.
_COUNTED = frozenset(
    ("PCM_U8", "PCM_S8", "PCM_16", "PCM_24", "PCM_32", "ALAW", "ULAW", "VORBIS", "OPUS")
    + ("MPEG_LAYER_I", "MPEG_LAYER_II", "MPEG_LAYER_III")
)
_KEPT = 16  # size of the cache of examined files
_PCM_RATE_HZ = 16000  # of samples without a header, as in 0.9.3


@dataclass
class Sound:
    """Open audio with one or several consecutive decoders; a context manager.

    Args:
        name: file name, for messages.
        parts: the decoders.
        contents: format of the file.
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
        """Samples per channel according to the headers, if verified; None otherwise."""
        if not self.contents.is_counted or any(part.subtype not in _COUNTED for part in self.parts):
            return None
        return sum(self.lengths)

    @property
    def lengths(self) -> list[int]:
        """Samples of each part according to the headers; more than `UNKNOWN_FRAMES` if unknown."""
        known = (part.samples for part in self.contents.parts)
        return [int(opened.frames if n is None else n) for opened, n in zip(self.parts, known, strict=True)]


@dataclass(frozen=True)
class Stored:
    """A sample of a database.

    Args:
        speech: audio data.
        kind: type of the audio.
    """

    speech: bytes
    kind: str


def stored_audio(name: str) -> Stored | None:
    """The sample `<path>.sdb:<index>`; None for other names.

    Raises:
        AudioError: if the database cannot be read, or has no such sample.
    """
    member = member_of(name)
    if member is None:
        return None
    database = open_database(member[0])
    return Stored(database.speech(member[1]), database.columns.speech_type)


def open_sound(name: str, stored: Stored | None = None, *, partial: bool = False) -> Sound:
    """Opens audio; the caller closes it.

    Args:
        name: a path, a URL that fsspec knows, or `<path>.sdb:<index>`.
        stored: the result of `stored_audio`, if already known.
        partial: only a part of a local file will be read. The file may be cut short, and its format is cached
            for reading further parts.

    Raises:
        AudioError: if it is missing, a directory, unreadable, cut short or without samples.
    """
    if "\0" in name:
        raise AudioError(f"audio file {name!r} cannot be read: NUL byte in its name")
    stored = stored_audio(name) if stored is None else stored
    if stored is not None:
        sound = _open_contents(name, _contents(name, stored))
    elif is_remote(name):
        sound = _open_contents(name, io.BytesIO(read_remote(name)))
    else:
        sound = _open_file(name, partial)
    return _require_usable(sound)


def open_wav(name: str) -> Sound | None:
    """As `open_sound`, for local WAV files; None for other formats.

    Raises:
        AudioError: as `open_sound`.
        OSError: if the file cannot be read.
    """
    with open(local_path(name), "rb") as raw:
        if container_of(raw.read(START_BYTES)) != "WAV":
            return None
        return _require_usable(_decoders(name, _examined(name, raw), raw))


def opus_samples(name: str, stored: Stored) -> tuple[int, int] | None:
    """Number of samples and rate in Hz of a recording in DeepSpeech's Opus container; None for other audio.

    Raises:
        AudioError: if the header or packets are damaged, or packets are missing.
    """
    if stored.kind != OPUS_TYPE:
        return None
    try:
        samples = opus_container.verified_samples(stored.speech)
        rate_hz = opus_container.read_header(stored.speech).rate_hz
    except AudioError as error:
        raise AudioError(f"audio file {one_line(name)} is damaged: {error}") from error
    if not samples:
        raise AudioError(f"audio file {one_line(name)} is empty (no samples)")
    return samples, rate_hz


def _require_usable(sound: Sound) -> Sound:
    rates = [part.samplerate for part in sound.parts]
    channels = {part.channels for part in sound.parts}
    problem = ""
    if sound.stated_samples == 0:
        problem = f"audio file {one_line(sound.name)} is empty (no samples)"
    elif rates[0] not in RATES_HZ:
        problem = (
            f"audio file {one_line(sound.name)}: expected a sampling rate from {RATES_HZ.start} to "
            f"{RATES_HZ.stop - 1} Hz. Received: {rates[0]} Hz"
        )
    elif len(set(rates)) > 1 or len(channels) > 1:
        problem = (
            f"audio file {one_line(sound.name)} consists of several concatenated files with different "
            "sampling rates or channels"
        )
    if problem:
        sound.__exit__()
        raise AudioError(problem)
    return sound


def _contents(name: str, stored: Stored) -> BinaryIO:
    """A sample of a database in a format that libsndfile supports."""
    if stored.kind not in (OPUS_TYPE, PCM_TYPE):
        return io.BytesIO(stored.speech)
    buffer = io.BytesIO()
    if stored.kind == PCM_TYPE:
        pcm = np.frombuffer(stored.speech, "<i2", len(stored.speech) // 2)
        soundfile.write(buffer, pcm, _PCM_RATE_HZ, "PCM_16", format="WAV")
    else:
        try:
            rate_hz = opus_container.read_header(stored.speech).rate_hz
            soundfile.write(buffer, opus_container.decode(stored.speech), rate_hz, "FLOAT", format="WAV")
        except AudioError as error:
            raise AudioError(f"audio file {one_line(name)} is damaged: {error}") from error
    buffer.seek(0)
    return buffer


def _open_file(name: str, partial: bool) -> Sound:
    path = local_path(name)
    if os.path.isdir(path):
        raise AudioError(f"audio file {one_line(name)} must be a file. Received: a directory")
    try:
        with open(path, "rb") as raw:
            return _decoders(name, _kept(_file(name, raw)) if partial else _examined(name, raw), raw)
    except OSError as error:
        raise AudioError(f"audio file {one_line(name)} cannot be read: {error.strerror or error}") from error


@dataclass(frozen=True)
class _File:
    """Cache key of an open file; equal if the file is opened again and has not changed."""

    name: str
    size: int
    changed_ns: int
    raw: BinaryIO = field(compare=False)


def _file(name: str, raw: BinaryIO) -> _File:
    status = os.fstat(raw.fileno())
    return _File(name, status.st_size, status.st_mtime_ns, raw)


@functools.lru_cache(_KEPT)
def _kept(file: _File) -> Contents:
    contents = _examined(file.name, file.raw, partial=True)
    return replace(contents, verify=None)  # `verify` would keep the whole file in memory


def _open_contents(name: str, file: BinaryIO) -> Sound:
    contents = _examined(name, file)
    file.seek(0)
    return _decoders(name, contents, file)


def _examined(name: str, file: BinaryIO, *, partial: bool = False) -> Contents:
    try:
        return examine(file, partial=partial)
    except AudioError as error:
        raise AudioError(f"audio file {one_line(name)} {error}") from error


def _decoders(name: str, contents: Contents, whole: BinaryIO) -> Sound:
    """Opens the decoders of a file.

    Args:
        name: file name, for messages.
        contents: format of the file.
        whole: the file.
    """
    parts: list[soundfile.SoundFile] = []
    try:
        for part in contents.parts:
            parts.append(_SoundFile(_handle(whole, part)))
    except (soundfile.SoundFileError, RuntimeError, TypeError) as error:
        for opened in parts:
            opened.close()
        raise AudioError(
            f"audio file {one_line(name)} is damaged or not in a supported audio format: "
            f"{contents.container} that cannot be opened: {reason(error)}"
        ) from error
    return Sound(name, parts, contents)


class _SoundFile(soundfile.SoundFile):  # type: ignore[misc]  # soundfile has no types
    """A decoder that does not seek in codings for which libsndfile wrongly claims that it can."""

    def seekable(self) -> bool:
        return bool(super().seekable()) and not self.subtype.startswith("DWVW")


def _handle(whole: BinaryIO, part: Part) -> BinaryIO | io.RawIOBase | int:
    """What libsndfile reads; of a file on disk, a duplicate descriptor at the beginning."""
    if isinstance(part.data, Excerpt):
        return open_excerpt(whole, part.data)
    if part.data is not None:
        return io.BytesIO(part.data)
    if isinstance(whole, io.BytesIO):
        return whole
    os.lseek(whole.fileno(), 0, os.SEEK_SET)
    return os.dup(whole.fileno())


def reason(error: Exception) -> str:
    """Text of a libsndfile error, without the path that soundfile prepends."""
    text = str(getattr(error, "error_string", error)).rstrip(".").removeprefix("Error : ")
    # libsndfile fails to seek if the header states more samples than there are.
    return "samples are missing" if "psf_fseek" in text else text
