"""Reverb: the echoes of a room."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from deepspeech_tf.data.augment.base import Array, Augmentation, Domain, Moment
from deepspeech_tf.data.augment.decibel import peak_of, with_peak
from deepspeech_tf.data.augment.value_range import ValueRange, float_range, require_range

# Delays in the ratio of primes have no echoes in common (Schroeder 1962, "Natural sounding artificial
# reverberation").
_PRIMES = (17, 19, 23, 29, 31)
_MIN_DELAY_SAMPLES = 16


@dataclass(frozen=True)
class Reverb(Augmentation):
    """Adds the sum of five feedback comb filters to the signal, and restores its peak.

    `delay` in ms is the delay of the shortest filter; `decay` in dB is the attenuation of each echo.
    """

    domains = (Domain.SAMPLE,)

    delay: ValueRange = field(default=float_range(20.0))
    decay: ValueRange = field(default=float_range(10.0))

    def __post_init__(self) -> None:
        super().__post_init__()
        require_range("delay", self.delay, 0, 1e6, "ms")
        require_range("decay", self.decay, 0.01, 1000, "dB")

    def apply(self, data: Array, moment: Moment, rng: np.random.Generator) -> Array:
        delay_ms = self.delay.pick(moment.clock, rng)
        gain = np.float32(10 ** (-self.decay.pick(moment.clock, rng) / 20))
        result = data.copy()
        for prime in _PRIMES:
            delay = int(delay_ms * prime / _PRIMES[0] * moment.features.sample_rate_hz / 1000)
            result += _echoes(data, max(_MIN_DELAY_SAMPLES, delay), gain)
        return with_peak(result, peak_of(data))


def _echoes(samples: Array, delay: int, gain: np.float32) -> Array:
    """Computes y[n] = gain * (x[n - delay] + y[n - delay]), a block of `delay` samples at a time."""
    echoes = np.zeros_like(samples)
    for start in range(delay, len(samples), delay):
        before = slice(start - delay, min(start, len(samples) - delay))
        echoes[start : start + delay] = gain * (samples[before] + echoes[before])
    return echoes
