"""Tempo: faster or slower speech at the same pitch."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np

from deepspeech_tf.data.augment.base import Array, Augmentation, Domain, Moment
from deepspeech_tf.data.augment.resize import resize_rows
from deepspeech_tf.data.augment.value_range import ValueRange, float_range, require_range
from deepspeech_tf.errors import ConfigError


@dataclass(frozen=True)
class Tempo(Augmentation):
    """Shortens the time axis by `factor`.

    The result is never longer than `max_time` ms (unless negative) and never shorter than what CTC needs
    for the transcript, which takes precedence.
    """

    domains = (Domain.SPECTROGRAM,)

    domain: Domain = Domain.SPECTROGRAM
    factor: ValueRange = field(default=float_range(1.1))
    max_time: float = -1.0

    def __post_init__(self) -> None:
        super().__post_init__()
        require_range("factor", self.factor, 0.01, 100)
        if not math.isfinite(self.max_time):
            raise ConfigError(f"max_time must be a number of ms. Received: {self.max_time}")

    def apply(self, data: Array, moment: Moment, rng: np.random.Generator) -> Array:
        frames = int(len(data) / self.factor.pick(moment.clock, rng))
        if self.max_time > 0:
            frames = min(frames, int(self.max_time / moment.features.step_ms))
        return resize_rows(data, max(1, moment.needed_frames, frames))
