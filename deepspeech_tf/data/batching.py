"""Which utterances form a batch, and in which order batches come.

Batches hold utterances of similar length, so that little of them is padding.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from deepspeech_tf.errors import ConfigError

# In "bucketed", lengths count as up to so much longer or shorter when neighbours are looked for.
JITTER = 0.1


class Batching(ABC):
    """The plan of every epoch: a function of its number and the seed; so any batch can be found again."""

    @property
    @abstractmethod
    def num_batches(self) -> int:
        """Batches in each epoch."""

    @abstractmethod
    def epoch(self, epoch: int) -> list[list[int]]:
        """The batches of an epoch in their order, as indices of utterances."""


class SortedBatches(Batching):
    """0.9.3's order: consecutive utterances, the same batches in every epoch.

    Args:
        count: utterances.
        batch_size: utterances per batch; the last one may be smaller.
        shuffle: from epoch `shuffle_start` on, another order of the batches in every epoch, as Coqui does it.
        shuffle_start: from 0.
    """

    def __init__(self, count: int, batch_size: int, *, shuffle: bool = False, shuffle_start: int = 1) -> None:
        _require_positive("batch size", batch_size)
        self._start = _checked_start(shuffle_start)
        self._batches = _slices(range(count), batch_size)
        self._shuffle = shuffle

    @property
    def num_batches(self) -> int:
        return len(self._batches)

    def epoch(self, epoch: int) -> list[list[int]]:
        if not self._shuffle or epoch < self._start:
            return self._batches
        return _shuffled(self._batches, epoch)


class BucketedBatches(Batching):
    """Other batches in every epoch, each of utterances of similar length, in a random order.

    The epochs before `shuffle_start` keep the order of the utterances: from short to long is a help in the
    beginning (SortaGrad, Amodei et al., "Deep Speech 2", 2015).

    Args:
        lengths: of the utterances, in any unit, `(utterances,)`.
        batch_size: utterances per batch; the shortest or longest batch may be smaller.
        seed: of the random order.
        shuffle_start: the first epoch, from 0, in a random order.
    """

    def __init__(
        self, lengths: Sequence[float], batch_size: int, seed: int, *, shuffle_start: int = 1
    ) -> None:
        _require_positive("batch size", batch_size)
        self._lengths = np.asarray(lengths, np.float64)
        self._batch_size = batch_size
        self._seed = seed
        self._start = _checked_start(shuffle_start)

    @property
    def num_batches(self) -> int:
        return -(-len(self._lengths) // self._batch_size)

    def epoch(self, epoch: int) -> list[list[int]]:
        if epoch < self._start:
            return _slices(range(len(self._lengths)), self._batch_size)
        generator = np.random.default_rng((self._seed % 2**64, epoch))
        seen_as = self._lengths * generator.uniform(1 - JITTER, 1 + JITTER, len(self._lengths))
        # Without lengths to go by, any neighbours will do.
        order = np.lexsort((generator.random(len(self._lengths)), seen_as))
        batches = _slices([int(index) for index in order], self._batch_size)
        return [batches[place] for place in generator.permutation(len(batches))]


class TimedBatches(Batching):
    """Batches by the time of audio that they hold, padding included: each takes about the same memory.

    The same batches in every epoch; their order is random from epoch `shuffle_start` on if
    `shuffle` is set.

    Args:
        durations_s: of the utterances in seconds, `(utterances,)`.
        batch_seconds: longest utterance of a batch times their number, at most.
        shuffle: whether the order changes.
        seed: of the random order.
        shuffle_start: from 0.

    Raises:
        ConfigError: if an utterance alone is longer.
    """

    def __init__(
        self,
        durations_s: npt.NDArray[np.float64],
        batch_seconds: float,
        *,
        shuffle: bool,
        seed: int,
        shuffle_start: int = 1,
    ) -> None:
        longest = float(durations_s.max(initial=0))
        if longest > batch_seconds:
            raise ConfigError(
                f"batch_seconds must be at least the longest utterance, {longest:.2f} s. "
                f"Received: {batch_seconds:g}",
                {"batch_seconds": "TrainingData.batch_seconds"},
            )
        self._shuffle = shuffle
        self._start = _checked_start(shuffle_start)
        self._seed = seed
        self._batches: list[list[int]] = []
        batch: list[int] = []
        longest = 0.0
        for index in np.argsort(durations_s, kind="stable"):
            longest = float(durations_s[index])  # they come shortest first
            if longest * (len(batch) + 1) > batch_seconds:
                self._batches.append(batch)
                batch = []
            batch.append(int(index))
        if batch:
            self._batches.append(batch)

    @property
    def num_batches(self) -> int:
        return len(self._batches)

    def epoch(self, epoch: int) -> list[list[int]]:
        if not self._shuffle or epoch < self._start:
            return self._batches
        return _shuffled(self._batches, (self._seed % 2**64, epoch))


def _slices(indices: Sequence[int], size: int) -> list[list[int]]:
    return [list(indices[start : start + size]) for start in range(0, len(indices), size)]


def _shuffled(batches: list[list[int]], seed: int | tuple[int, int]) -> list[list[int]]:
    return [batches[place] for place in np.random.default_rng(seed).permutation(len(batches))]


def _require_positive(name: str, value: int) -> None:
    if value < 1:
        raise ConfigError(f"{name} must be at least 1. Received: {value}")


def _checked_start(shuffle_start: int) -> int:
    if shuffle_start < 0:
        raise ConfigError(
            f"shuffle_start must be at least 0. Received: {shuffle_start}",
            {"shuffle_start": "TrainingData.shuffle_start"},
        )
    return shuffle_start
