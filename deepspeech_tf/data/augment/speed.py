"""Speed: faster or slower playback, which also changes the pitch."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import soxr

from deepspeech_tf.data.augment.base import Array, Augmentation, Domain, Moment
from deepspeech_tf.data.augment.value_range import ValueRange, float_range, require_range


@dataclass(frozen=True)
class Speed(Augmentation):
    """Plays `factor` times as fast; tempo and pitch change together (Ko et al. 2015, "Audio augmentation").

    The result is never shorter than what CTC needs for the transcript.
    """

    domains = (Domain.SAMPLE,)

    factor: ValueRange = field(default=float_range(1.0, 0.1))

    def __post_init__(self) -> None:
        super().__post_init__()
        require_range("factor", self.factor, 0.1, 10)

    def apply(self, data: Array, moment: Moment, rng: np.random.Generator) -> Array:
        features = moment.features
        needed = features.window_samples + (moment.needed_frames - 1) * features.step_samples
        factor = min(self.factor.pick(moment.clock, rng), len(data) / needed)
        if factor == 1.0:
            return data
        played: Array = soxr.resample(data, features.sample_rate_hz * factor, features.sample_rate_hz)
        if len(played) < needed:  # by rounding
            played = np.pad(played, (0, needed - len(played)))
        return np.clip(played, np.float32(-1), np.float32(1))
