"""Resample: the narrow band of another sample rate."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import soxr

from deepspeech_tf.data.augment.base import Array, Augmentation, Domain, Moment
from deepspeech_tf.data.augment.value_range import ValueRange, int_range
from deepspeech_tf.errors import ConfigError


@dataclass(frozen=True)
class Resample(Augmentation):
    """Resamples to `rate` Hz and back, to the same number of samples."""

    domains = (Domain.SAMPLE,)

    rate: ValueRange = field(default=int_range(8000))

    def __post_init__(self) -> None:
        super().__post_init__()
        if min(self.rate.start, self.rate.end) - self.rate.radius < 1:
            raise ConfigError(f"rate must be at least 1 Hz everywhere in its range. Received: {self.rate}")

    def apply(self, data: Array, moment: Moment, rng: np.random.Generator) -> Array:
        rate_hz, model_hz = int(self.rate.pick(moment.clock, rng)), moment.features.sample_rate_hz
        if rate_hz == model_hz:
            return data
        there = soxr.resample(data, model_hz, rate_hz)
        back = soxr.resample(there, rate_hz, model_hz)[: len(data)]
        result = np.zeros_like(data)
        result[: len(back)] = np.clip(back, -1, 1)
        return result
