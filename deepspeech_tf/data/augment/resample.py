"""Resample: the narrow band of another sample rate."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import soxr

from deepspeech_tf.data.augment.base import Array, Augmentation, Domain, Moment
from deepspeech_tf.data.augment.value_range import ValueRange, int_range, require_range


@dataclass(frozen=True)
class Resample(Augmentation):
    """Resamples to `rate` Hz and back, to the same number of samples."""

    domains = (Domain.SAMPLE,)

    rate: ValueRange = field(default=int_range(8000))

    def __post_init__(self) -> None:
        super().__post_init__()
        require_range("rate", self.rate, 1, 768000, "Hz")

    def apply(self, data: Array, moment: Moment, rng: np.random.Generator) -> Array:
        rate_hz, model_hz = int(self.rate.pick(moment.clock, rng)), moment.features.sample_rate_hz
        if rate_hz == model_hz:
            return data
        there = soxr.resample(data, model_hz, rate_hz)
        back = soxr.resample(there, rate_hz, model_hz)[: len(data)]
        result = np.zeros_like(data)
        result[: len(back)] = np.clip(back, -1, 1)
        return result
