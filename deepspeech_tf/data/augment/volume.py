"""Volume: a different level."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from deepspeech_tf.data.augment.base import Array, Augmentation, Domain, Moment
from deepspeech_tf.data.augment.decibel import FULL_SCALE_DBFS, with_peak
from deepspeech_tf.data.augment.value_range import ValueRange, float_range, require_range


@dataclass(frozen=True)
class Volume(Augmentation):
    """Scales the peak to `dbfs`, where 3.0103 is a peak of 1.0; larger values are clipped."""

    domains = (Domain.SAMPLE,)

    dbfs: ValueRange = field(default=float_range(FULL_SCALE_DBFS))

    def __post_init__(self) -> None:
        super().__post_init__()
        require_range("dbfs", self.dbfs, -200, 200)

    def apply(self, data: Array, moment: Moment, rng: np.random.Generator) -> Array:
        return with_peak(data, 10 ** ((self.dbfs.pick(moment.clock, rng) - FULL_SCALE_DBFS) / 20))
