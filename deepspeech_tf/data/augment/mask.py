"""Frequency and time masks: bands and intervals that are missing (Park et al. 2019, SpecAugment)."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from deepspeech_tf.data.augment.base import Array, Augmentation, Domain, Moment
from deepspeech_tf.data.augment.value_range import ValueRange, float_range, int_range, require_range

MAX_MASKS = 10000


@dataclass(frozen=True)
class FrequencyMask(Augmentation):
    """Sets `n` bands of `size` bins to zero."""

    domains = (Domain.SPECTROGRAM,)

    domain: Domain = Domain.SPECTROGRAM
    n: ValueRange = field(default=int_range(3))
    size: ValueRange = field(default=int_range(2))

    def __post_init__(self) -> None:
        super().__post_init__()
        require_range("n", self.n, 0, MAX_MASKS)
        require_range("size", self.size, 0, 1e9)

    def apply(self, data: Array, moment: Moment, rng: np.random.Generator) -> Array:
        count, size = self.n.pick(moment.clock, rng), self.size.pick(moment.clock, rng)
        masked: Array = _with_gaps(data.T, int(count), int(size), rng).T
        return masked


@dataclass(frozen=True)
class TimeMask(Augmentation):
    """Sets `n` intervals of `size` ms to zero."""

    domains = (Domain.SIGNAL, Domain.SPECTROGRAM, Domain.FEATURES)

    domain: Domain = Domain.SPECTROGRAM
    n: ValueRange = field(default=int_range(3))
    size: ValueRange = field(default=float_range(10.0))

    def __post_init__(self) -> None:
        super().__post_init__()
        require_range("n", self.n, 0, MAX_MASKS)
        require_range("size", self.size, 0, 1e9, "ms")

    def apply(self, data: Array, moment: Moment, rng: np.random.Generator) -> Array:
        count, size_ms = self.n.pick(moment.clock, rng), self.size.pick(moment.clock, rng)
        config = moment.features
        per_ms = config.sample_rate_hz / 1000 if self.domain is Domain.SIGNAL else 1 / config.step_ms
        return _with_gaps(data, int(count), int(size_ms * per_ms), rng)


def _with_gaps(data: Array, count: int, size: int, rng: np.random.Generator) -> Array:
    """Sets `count` runs of rows to zero, each at least one row and never all rows."""
    size = max(1, min(size, len(data) - 1))
    result: Array = data.copy()
    for start in rng.integers(0, len(data) - size, max(0, count), endpoint=True):
        result[start : start + size] = 0
    return result
