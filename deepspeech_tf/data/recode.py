"""Converts the samples of a set for another set: audio type, sample rate, augmentation."""

from __future__ import annotations

import io
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import soundfile

from deepspeech_tf.audio import opus, opus_container
from deepspeech_tf.audio.read import read_at
from deepspeech_tf.audio.sample_database import OPUS_TYPE, WAV_TYPE
from deepspeech_tf.audio.sound_file import Stored, open_sound, opus_samples, stored_audio
from deepspeech_tf.config import FeatureConfig
from deepspeech_tf.data.augment import Augmentation, Domain, Moment, apply_domain
from deepspeech_tf.data.utterance import Utterance
from deepspeech_tf.errors import AudioError

_AHEAD = 8  # samples per worker that may wait to be written


@dataclass(frozen=True)
class Recoding:
    """How each sample is converted.

    Args:
        speech_type: WAV_TYPE or OPUS_TYPE.
        bitrate: of Opus in bits per second; None: the encoder's default.
        augmentations: augmentations of the domain SAMPLE; with any, all samples are resampled to the rate of
            a model.
        clock: progress of training, 0 to 1, for augmentations whose strength changes.
        seed: of the augmentations.
        channel: use only this channel, counted from 1; None: the average of all.
    """

    speech_type: str
    bitrate: int | None = None
    augmentations: Sequence[Augmentation] = ()
    clock: float = 0.0
    seed: int = 4568
    features: FeatureConfig = field(default_factory=FeatureConfig)
    channel: int | None = None


def recode(recoding: Recoding, utterance: Utterance, place: int) -> bytes:
    """Converts the audio of an utterance, the `place`-th of its set.

    Audio that is already in the right format is copied byte for byte. Other audio becomes 16-bit mono at its
    own rate, or at the next one that Opus supports.

    Raises:
        AudioError: naming the row, if the audio cannot be read.
    """
    try:
        is_changed = recoding.augmentations or recoding.bitrate or recoding.channel is not None
        stored = stored_audio(utterance.path)
        if stored is not None and stored.kind == recoding.speech_type and not is_changed:
            return _as_it_is(utterance.path, stored)
        return _recoded(recoding, utterance.path, stored, place)
    except AudioError as error:
        raise AudioError(f"{utterance.where}: {error}") from error


def recode_all(
    recoding: Recoding, utterances: Sequence[Utterance], workers: int
) -> Iterator[tuple[Utterance, bytes | AudioError]]:
    """Yields each utterance in order with its audio, or with the error."""
    pending: deque[tuple[Utterance, Future[bytes]]] = deque()

    def first() -> tuple[Utterance, bytes | AudioError]:
        utterance, result = pending.popleft()
        try:
            return utterance, result.result()
        except AudioError as error:
            return utterance, error

    pool = ThreadPoolExecutor(workers)
    try:
        for place, utterance in enumerate(utterances):
            pending.append((utterance, pool.submit(recode, recoding, utterance, place)))
            if len(pending) > _AHEAD * workers:
                yield first()
        while pending:
            yield first()
    finally:
        pool.shutdown(cancel_futures=True)


def wav_bytes(samples: npt.NDArray[np.float32], rate_hz: int) -> bytes:
    """A 16-bit mono WAV file with samples `(samples,)`."""
    buffer = io.BytesIO()
    soundfile.write(buffer, _to_int16(samples), rate_hz, "PCM_16", format="WAV")
    return buffer.getvalue()


def _as_it_is(path: str, stored: Stored) -> bytes:
    if opus_samples(path, stored) is None:
        with open_sound(path, stored):  # names a sample that is damaged
            pass
    return stored.speech


def _recoded(recoding: Recoding, path: str, stored: Stored | None, place: int) -> bytes:
    def target_hz(rate_hz: int) -> int:
        if recoding.augmentations:
            rate_hz = recoding.features.sample_rate_hz
        if recoding.speech_type != OPUS_TYPE or rate_hz in opus.RATES_HZ:
            return rate_hz
        return min((rate for rate in opus.RATES_HZ if rate > rate_hz), default=opus.RATES_HZ[-1])

    samples, rate_hz = read_at(path, target_hz, recoding.channel, stored)
    if recoding.augmentations:
        generator = np.random.default_rng((recoding.seed % 2**64, place))
        moment = Moment(recoding.clock, recoding.features)
        samples = apply_domain(tuple(recoding.augmentations), Domain.SAMPLE, samples, moment, generator)
    if recoding.speech_type == WAV_TYPE:
        return wav_bytes(samples, rate_hz)
    return opus_container.encode(_to_int16(samples)[:, np.newaxis], rate_hz, recoding.bitrate)


def _to_int16(samples: npt.NDArray[np.float32]) -> npt.NDArray[np.int16]:
    return np.clip(np.rint(samples * 32768), -32768, 32767).astype(np.int16)
