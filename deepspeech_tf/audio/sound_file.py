"""Opening audio wherever it lies: a file, a sample of a database, something remote."""

from __future__ import annotations

import io
import os
from typing import BinaryIO

import numpy as np
import soundfile

from deepspeech_tf.audio import opus_container
from deepspeech_tf.audio.cut_short import missing_bytes
from deepspeech_tf.audio.location import is_remote, read_remote
from deepspeech_tf.audio.sample_database import OPUS_TYPE, PCM_TYPE, member_of, open_database
from deepspeech_tf.errors import AudioError

_RATES_HZ = range(1000, 1_000_000)  # beyond, it is a damaged header
_PCM_RATE_HZ = 16000  # of samples without any header: what 0.9.3 takes them for


def open_sound(name: str) -> soundfile.SoundFile:
    """Audio to read from; the caller closes it.

    Args:
        name: a path, a URL that fsspec knows, or `<path>.sdb:<index>`.

    Raises:
        AudioError: if it is missing, a directory, unreadable, cut short or without samples.
    """
    if "\0" in name:
        raise AudioError(f"audio file {name!r} cannot be read: NUL byte in its name")
    file = _open_contents(name, _contents(name)) if _is_inside(name) else _open_file(name)
    if file.frames < 1:
        file.close()
        raise AudioError(f"audio file {name} is empty (no samples)")
    if file.samplerate not in _RATES_HZ:
        file.close()
        raise AudioError(
            f"audio file {name}: sample rate must be from {_RATES_HZ.start} to {_RATES_HZ.stop - 1} Hz. "
            f"Received: {file.samplerate}"
        )
    return file


def opus_header(name: str) -> opus_container.OpusHeader | None:
    """Of a sample in DeepSpeech's container for Opus what its header says; None for all else.

    Raises:
        AudioError: if the header is damaged.
    """
    member = member_of(name)
    if member is None:
        return None
    database = open_database(member[0])
    if database.columns.speech_type != OPUS_TYPE:
        return None
    try:
        return opus_container.read_header(database.speech(member[1]))
    except AudioError as error:
        raise AudioError(f"audio file {name} is damaged: {error}") from error


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


def _open_file(name: str) -> soundfile.SoundFile:
    if os.path.isdir(name):
        raise AudioError(f"audio file {name} must be a file. Received: a directory")
    try:
        with open(name, "rb") as raw:
            _require_whole(name, raw)
        return soundfile.SoundFile(os.fsencode(name))
    except OSError as error:
        raise AudioError(f"audio file {name} cannot be read: {error.strerror or error}") from error
    except (soundfile.SoundFileError, RuntimeError, TypeError) as error:
        raise _unknown_format(name) from error


def _open_contents(name: str, contents: BinaryIO) -> soundfile.SoundFile:
    _require_whole(name, contents)
    contents.seek(0)
    try:
        return soundfile.SoundFile(contents)
    except (soundfile.SoundFileError, RuntimeError, TypeError) as error:
        raise _unknown_format(name) from error


def _require_whole(name: str, raw: BinaryIO) -> None:
    size = raw.seek(0, os.SEEK_END)
    if not size:
        raise AudioError(f"audio file {name} is empty (0 bytes)")
    missing = missing_bytes(raw)
    if missing:
        raise AudioError(f"audio file {name} is cut short: expected {size + missing} bytes. Received: {size}")


def _unknown_format(name: str) -> AudioError:
    return AudioError(f"audio file {name} is damaged or no audio of a known format")
