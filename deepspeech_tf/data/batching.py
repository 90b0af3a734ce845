"""Forms batches of utterances and orders them.

Batches hold utterances of similar length, so that little of them is padding.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from deepspeech_tf.errors import ConfigError

# "bucketed" varies each length by up to this share before it sorts by length.
JITTER = 0.1


class Batching(ABC):
    """The batches of every epoch, a function of its number and the seed, so that each can be reproduced."""

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
        shuffle: whether each epoch from `shuffle_start` on has another order of the batches, as in Coqui.
        shuffle_start: first epoch with a random order, counted from 0.
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
    """Different batches in every epoch, each with utterances of similar length, in a random order.

    The epochs before `shuffle_start` keep the order of the utterances: from short to long helps in the
    beginning (SortaGrad, Amodei et al., "Deep Speech 2", 2015).

    Args:
        lengths: lengths of the utterances, `(utterances,)`, in any unit.
        batch_size: utterances per batch; the shortest or longest batch may be smaller.
        seed: seed of the random order.
        shuffle_start: first epoch with a random order, counted from 0.
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
        # With equal lengths, neighbours are random.
        order = np.lexsort((generator.random(len(self._lengths)), seen_as))
        batches = _slices([int(index) for index in order], self._batch_size)
        return [batches[place] for place in generator.permutation(len(batches))]


class TimedBatches(Batching):
    """Batches of about the same duration, padding included, so that each needs about the same memory.

    Every epoch has the same batches; with `shuffle`, their order is random from epoch `shuffle_start` on.

    Args:
        durations_s: durations of the utterances in seconds, `(utterances,)`.
        batch_seconds: limit of the longest utterance of a batch times the number of utterances, in seconds.
        shuffle: whether the order changes.
        seed: seed of the random order.
        shuffle_start: first epoch with a random order, counted from 0.

    Raises:
        ConfigError: if a single utterance is longer.
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
            longest = float(durations_s[index])  # shortest first
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
