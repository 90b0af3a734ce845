"""A set of utterances as a stream of batches, prepared in the background."""

from __future__ import annotations

import logging
import os
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import numpy as np
import numpy.typing as npt

from deepspeech_tf.audio.features import features_of, spectrogram
from deepspeech_tf.audio.location import local_path
from deepspeech_tf.audio.read import read_audio
from deepspeech_tf.audio.sample_database import file_of
from deepspeech_tf.config import FeatureConfig
from deepspeech_tf.data.augment import Augmentation, Domain, Moment, apply_domain
from deepspeech_tf.data.batch import Batch, make_batch
from deepspeech_tf.data.batching import Batching, SortedBatches
from deepspeech_tf.data.cache import ArrayCache, memory_budget, temporary_folder
from deepspeech_tf.data.check import needed_frames
from deepspeech_tf.data.disk_cache import DiskCache
from deepspeech_tf.data.utterance import Utterance
from deepspeech_tf.errors import AlphabetError, AudioError, ConfigError, one_line
from deepspeech_tf.text.alphabet import Alphabet

log = logging.getLogger(__name__)

_NAMED = 10  # utterances that cannot be read any more and are reported
_FEW, _FEW_OF_SET = 10, 0.01  # up to this number, or this share of the set, does not end an epoch
Frames = npt.NDArray[np.float32]


class Dataset:
    """Utterances in batches, epoch by epoch.

    Threads read audio and compute features a few batches ahead. Data that is the same in every epoch
    (features, or the input of the first augmentation) is cached in memory up to a limit, and beyond it in a
    temporary file. If the first augmentation changes samples, they are rounded to 16 bits and cached in this
    form, so recordings are decoded only once.

    A batch depends only on the seed, the epoch and its index in the epoch, so a run that is continued in the
    middle of an epoch gets the same batches as an uninterrupted run.

    Audio that was readable when the set was checked and is not any more does not end an epoch: a warning
    names the utterance, which has no frames in its batch, so that its loss is infinite and not counted. If
    many or all utterances are affected, the epoch ends with an error, because the disk may be gone.

    Args:
        utterances: the set; `batches` contains indices of it.
        alphabet: must have every character of the transcripts.
        features: how audio becomes frames.
        batches: which utterances form a batch; a number: that many consecutive ones.
        augmentations: applied with new random values in every epoch, ordered by domain, and within a domain
            in this order.
        epochs: number of epochs of the training, for augmentations whose strength changes.
        frames_multiple: pad the frames of a batch to a multiple of this.
        seed: seed of the augmentations.
        workers: threads; None for one per processor.
        cache_bytes: limit of the cache in memory; None: a third of the available memory. With 0, nothing is
            cached, on disk neither.
        disk_cache: a cache on disk that is used from run to run as well.
        subsampling: frames per output frame of the encoder, so that augmentations leave enough frames.
        cache_for_epochs: clear the caches before every epoch whose number, counted from 0, is a multiple of
            this;
            0: never.

    Raises:
        ConfigError: if `batches` as a number, `frames_multiple`, `epochs` or `workers` is not positive.
    """

    def __init__(
        self,
        utterances: Sequence[Utterance],
        alphabet: Alphabet,
        features: FeatureConfig,
        batches: Batching | int,
        *,
        augmentations: Sequence[Augmentation] = (),
        epochs: int = 1,
        frames_multiple: int = 1,
        seed: int = 4568,
        workers: int | None = None,
        cache_bytes: int | None = None,
        disk_cache: DiskCache | None = None,
        subsampling: int = 1,
        cache_for_epochs: int = 0,
    ) -> None:
        workers = _processors() if workers is None else workers
        counts = {"frames multiple": frames_multiple, "epochs": epochs, "workers": workers}
        for name, value in counts.items():
            if value < 1:
                raise ConfigError(f"{name} must be at least 1. Received: {value}")
        self._utterances = utterances
        self._alphabet = alphabet
        self._features = features
        self._batching = batches if isinstance(batches, Batching) else SortedBatches(len(utterances), batches)
        self._augmentations = tuple(augmentations)
        self._epochs = epochs
        self._frames_multiple = frames_multiple
        self._seed = seed
        self._workers = workers
        self._cache_bytes = cache_bytes
        self._cache = self._new_cache()
        self._disk_cache = disk_cache
        self._cache_for_epochs = cache_for_epochs
        self._subsampling = subsampling
        used = {augmentation.domain for augmentation in augmentations}
        # the data that is cached: the last array before any random change
        self._cached_domain = next((domain for domain in Domain if domain in used), Domain.FEATURES)

    def _new_cache(self) -> ArrayCache:
        budget = memory_budget() if self._cache_bytes is None else self._cache_bytes
        return ArrayCache(budget, temporary_folder() if budget else None)

    @property
    def num_batches(self) -> int:
        return self._batching.num_batches

    def batches(self, epoch: int, start: int = 0) -> Iterator[Batch]:
        """Yields the batches of an epoch, beginning with index `start`.

        Raises:
            AudioError: if more than a few utterances, or all of them, cannot be read any more.
            AlphabetError: naming the row, if a transcript cannot be used.
        """
        lost = _Lost(len(self._utterances))
        if self._cache_for_epochs and epoch % self._cache_for_epochs == 0 and start == 0:
            self._cache = self._new_cache()
            if self._disk_cache is not None:
                self._disk_cache.clear()
        plan = self._batching.epoch(epoch)
        position = sum(len(members) for members in plan[:start])
        pending: deque[tuple[list[int], list[Frames | Future[Frames]]]] = deque()
        pool = ThreadPoolExecutor(self._workers, thread_name_prefix="dataset")
        try:
            for members in plan[start:]:
                pending.append((members, self._begin_batch(pool, epoch, position, members)))
                position += len(members)
                # enough for every thread to have a next utterance while a batch waits
                while len(pending) > 2 and sum(len(batch) for batch, _ in pending) > 2 * self._workers:
                    yield self._finish_batch(*pending.popleft(), lost)
            while pending:
                yield self._finish_batch(*pending.popleft(), lost)
        finally:
            pool.shutdown(wait=True, cancel_futures=True)

    def _begin_batch(
        self, pool: ThreadPoolExecutor, epoch: int, position: int, members: Sequence[int]
    ) -> list[Frames | Future[Frames]]:
        frames: list[Frames | Future[Frames]] = []
        for place, index in enumerate(members, position):
            ready = None if self._augmentations else self._cache.get(index)
            frames.append(pool.submit(self._frames_of, index, epoch, place) if ready is None else ready)
        return frames

    def _finish_batch(
        self, members: Sequence[int], frames: list[Frames | Future[Frames]], lost: _Lost
    ) -> Batch:
        utterances = [self._utterances[index] for index in members]
        nothing = np.zeros((0, self._features.n_features), np.float32)
        received: list[Frames] = []
        for item in frames:
            try:
                received.append(item.result() if isinstance(item, Future) else item)
            except AudioError as error:
                lost.add(error)
                received.append(nothing)
        return make_batch(
            [utterance.path for utterance in utterances],
            received,
            [self._labels_of(utterance) for utterance in utterances],
            [utterance.transcript for utterance in utterances],
            self._frames_multiple,
        )

    def _labels_of(self, utterance: Utterance) -> npt.NDArray[np.int32]:
        try:
            return self._alphabet.encode(utterance.transcript)
        except AlphabetError as error:
            raise AlphabetError(f"{utterance.where}: transcript has {error}") from error

    def _frames_of(self, index: int, epoch: int, position: int) -> Frames:
        """Features of an utterance for an epoch; called in a thread."""
        data = self._cached_data(index)
        if not self._augmentations:
            return data
        rng = np.random.default_rng((self._seed % 2**64, epoch, index))
        clock = min(1.0, (epoch + position / len(self._utterances)) / self._epochs)
        needed = needed_frames(self._labels_of(self._utterances[index]), self._subsampling)
        moment = Moment(clock, self._features, needed)
        return self._augment(data, moment, rng)

    def _cached_data(self, index: int) -> Frames:
        """The data that is the same in every epoch."""
        cached = self._cache.get(index)
        if cached is None:
            data = self._load_cached(self._utterances[index])
            cached = to_int16(data) if self._cached_domain in (Domain.SAMPLE, Domain.SIGNAL) else data
            self._cache.put(index, cached)
        frames: Frames = from_int16(cached) if cached.dtype == np.int16 else cached  # type: ignore[assignment]
        return frames

    def _load_cached(self, utterance: Utterance) -> Frames:
        """As `_load`, from the disk cache if possible."""
        if self._disk_cache is None:
            return self._load(utterance)
        try:
            status = os.stat(local_path(file_of(utterance.path)))
        except OSError:
            return self._load(utterance)  # which says what is wrong
        name = os.path.abspath(utterance.path)
        key = f"{name}|{status.st_size}|{status.st_mtime_ns}|{self._features}|{self._cached_domain.name}"
        data = self._disk_cache.get(key)
        if data is None:
            data = self._load(utterance)
            self._disk_cache.put(key, data)
        return data

    def _load(self, utterance: Utterance) -> Frames:
        """Reads an utterance up to the domain that is cached."""
        try:
            samples = read_audio(utterance.path, self._features.sample_rate_hz)
        except AudioError as error:
            raise AudioError(f"{utterance.where}: {error}") from error
        if not self._features.frames(len(samples)):
            raise AudioError(
                f"{utterance.where}: audio file {one_line(utterance.path)} is too short: must have a window "
                f"of {self._features.window_samples} samples. Received: {len(samples)}"
            )
        if self._cached_domain in (Domain.SAMPLE, Domain.SIGNAL):
            return samples
        power: Frames = spectrogram(samples, self._features).numpy()
        if self._cached_domain is Domain.SPECTROGRAM:
            return power
        frames: Frames = features_of(power, self._features).numpy()
        return frames

    def _augment(self, data: Frames, moment: Moment, rng: np.random.Generator) -> Frames:
        """Computes features from the cached domain, and applies the augmentations of each domain."""

        def apply(domain: Domain, data: Frames) -> Frames:
            return apply_domain(self._augmentations, domain, data, moment, rng)

        if self._cached_domain in (Domain.SAMPLE, Domain.SIGNAL):
            data = spectrogram(apply(Domain.SIGNAL, apply(Domain.SAMPLE, data)), self._features).numpy()
        if self._cached_domain is not Domain.FEATURES:
            data = features_of(apply(Domain.SPECTROGRAM, data), self._features).numpy()
        return apply(Domain.FEATURES, data)


class _Lost:
    """Utterances of an epoch whose audio cannot be read any more."""

    def __init__(self, utterances: int) -> None:
        self._utterances = utterances
        self._count = 0

    def add(self, error: AudioError) -> None:
        """Counts and reports an unreadable utterance.

        Raises:
            AudioError: if there are too many.
        """
        self._count += 1
        if self._count <= _NAMED:
            log.warning("%s. The epoch continues without it", error)
        if self._count > max(_FEW, _FEW_OF_SET * self._utterances) or self._count == self._utterances:
            raise AudioError(
                f"{self._count} of {self._utterances} utterances cannot be read any more, though they could "
                f"before: is their disk still there? The last one: {error}"
            )


def to_int16(samples: Frames) -> npt.NDArray[np.int16]:
    """Samples in [-1, 1], rounded to 16 bits; exact for recordings with 16 bits."""
    return np.clip(np.rint(samples * 32768), -32768, 32767).astype(np.int16)


def from_int16(samples: npt.NDArray[Any]) -> Frames:
    """16-bit samples as float32 in [-1, 1]."""
    result: Frames = samples.astype(np.float32) / np.float32(32768)
    return result


def _processors() -> int:
    """Processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
