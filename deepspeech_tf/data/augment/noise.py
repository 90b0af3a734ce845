"""Dropout, add and multiply: noise on single points of the signal, the spectrogram or the features."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from deepspeech_tf.data.augment.base import Array, Augmentation, Domain, Moment
from deepspeech_tf.data.augment.value_range import ValueRange, float_range, require_range

_DOMAINS = (Domain.SIGNAL, Domain.SPECTROGRAM, Domain.FEATURES)


@dataclass(frozen=True)
class Dropout(Augmentation):
    """Sets each point to zero with probability `rate`."""

    domains = _DOMAINS

    domain: Domain = Domain.SPECTROGRAM
    rate: ValueRange = field(default=float_range(0.05))

    def __post_init__(self) -> None:
        super().__post_init__()
        require_range("rate", self.rate, 0, 1)

    def apply(self, data: Array, moment: Moment, rng: np.random.Generator) -> Array:
        rate = np.float32(self.rate.pick(moment.clock, rng))
        kept: Array = data * (rng.random(data.shape, np.float32) >= rate)
        return kept


@dataclass(frozen=True)
class Add(Augmentation):
    """Adds normal noise of mean 0 and `stddev` to each point."""

    domains = _DOMAINS

    domain: Domain = Domain.FEATURES
    stddev: ValueRange = field(default=float_range(5.0))

    def __post_init__(self) -> None:
        super().__post_init__()
        require_range("stddev", self.stddev, -1e6, 1e6)  # noise is the same either way

    def apply(self, data: Array, moment: Moment, rng: np.random.Generator) -> Array:
        stddev = np.float32(self.stddev.pick(moment.clock, rng))
        return _within_domain(data + rng.standard_normal(data.shape, np.float32) * stddev, self.domain)


@dataclass(frozen=True)
class Multiply(Augmentation):
    """Multiplies each point by normal noise of mean 1 and `stddev`."""

    domains = _DOMAINS

    domain: Domain = Domain.FEATURES
    stddev: ValueRange = field(default=float_range(5.0))

    def __post_init__(self) -> None:
        super().__post_init__()
        require_range("stddev", self.stddev, -1e6, 1e6)  # noise is the same either way

    def apply(self, data: Array, moment: Moment, rng: np.random.Generator) -> Array:
        stddev = np.float32(self.stddev.pick(moment.clock, rng))
        return _within_domain(data * (1 + rng.standard_normal(data.shape, np.float32) * stddev), self.domain)


def _within_domain(data: Array, domain: Domain) -> Array:
    """A power below zero would become NaN in the features, whose first step is a square root."""
    return np.maximum(data, 0) if domain is Domain.SPECTROGRAM else data
