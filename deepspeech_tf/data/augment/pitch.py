"""Pitch: a higher or lower voice."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from deepspeech_tf.data.augment.base import Array, Augmentation, Domain, Moment
from deepspeech_tf.data.augment.resize import resize_rows
from deepspeech_tf.data.augment.value_range import ValueRange, float_range, require_range


@dataclass(frozen=True)
class Pitch(Augmentation):
    """Stretches the frequency axis by the factor `pitch`; bins beyond the end are cut, missing ones are 0."""

    domains = (Domain.SPECTROGRAM,)

    domain: Domain = Domain.SPECTROGRAM
    pitch: ValueRange = field(default=float_range(1.075, 0.125))

    def __post_init__(self) -> None:
        super().__post_init__()
        require_range("pitch", self.pitch, 0.01, 100)

    def apply(self, data: Array, moment: Moment, rng: np.random.Generator) -> Array:
        bins = data.shape[1]
        size = max(1, int(bins * self.pitch.pick(moment.clock, rng)))
        stretched = resize_rows(data.T, size)[:bins]
        result = np.zeros_like(data)
        result[:, : len(stretched)] = stretched.T
        return result
