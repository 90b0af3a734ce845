"""Tempo: faster or slower speech at the same pitch."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from deepspeech_tf.data.augment.base import Array, Augmentation, Domain, Moment
from deepspeech_tf.data.augment.resize import resize_rows
from deepspeech_tf.data.augment.value_range import ValueRange, float_range
from deepspeech_tf.errors import ConfigError


@dataclass(frozen=True)
class Tempo(Augmentation):
    """Shortens the time axis by `factor`.

    The result is never longer than `max_time` ms (unless negative) and never shorter than what CTC needs
    for the transcript, which wins if the two contradict.
    """

    domains = (Domain.SPECTROGRAM,)

    domain: Domain = Domain.SPECTROGRAM
    factor: ValueRange = field(default=float_range(1.1))
    max_time: float = -1.0

    def __post_init__(self) -> None:
        super().__post_init__()
        if min(self.factor.start, self.factor.end) - self.factor.radius <= 0:
            raise ConfigError(f"factor must be above 0 everywhere in its range. Received: {self.factor}")

    def apply(self, data: Array, moment: Moment, rng: np.random.Generator) -> Array:
        frames = int(len(data) / self.factor.pick(moment.clock, rng))
        if self.max_time > 0:
            frames = min(frames, int(self.max_time / moment.features.step_ms))
        return resize_rows(data, max(1, moment.needed_frames, frames))
