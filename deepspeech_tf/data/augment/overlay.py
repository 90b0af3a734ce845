"""Overlay and noise: other sounds behind the voice."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from deepspeech_tf.data.augment.base import Array, Augmentation, Domain, Moment
from deepspeech_tf.data.augment.decibel import peak_of, rms_of, with_peak
from deepspeech_tf.data.augment.value_range import ValueRange, float_range, int_range, require_range
from deepspeech_tf.data.recordings import Recordings
from deepspeech_tf.errors import ConfigError


@dataclass(frozen=True)
class FromRecordings(Augmentation):
    """Base class for recordings from `source`: a CSV file, a sample database or a folder."""

    domains = (Domain.SAMPLE,)

    source: str = ""
    recordings: Recordings = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        super().__post_init__()
        if not self.source:
            raise ConfigError("source must be a .csv file, a .sdb file or a folder. Received: none")
        # as the generated __init__ of a frozen dataclass does
        object.__setattr__(self, "recordings", Recordings(self.source))


@dataclass(frozen=True)
class Overlay(FromRecordings):
    """Adds `layers` tracks of recordings. The peak of their sum is `snr` dB below that of the voice.

    The result has the same peak as the voice, as in 0.9.3.
    """

    snr: ValueRange = field(default=float_range(3.0))
    layers: ValueRange = field(default=int_range(1))

    def __post_init__(self) -> None:
        super().__post_init__()
        require_range("snr", self.snr, -200, 200, "dB")
        require_range("layers", self.layers, 0, 100)

    def apply(self, data: Array, moment: Moment, rng: np.random.Generator) -> Array:
        layers = int(self.layers.pick(moment.clock, rng))
        snr_db = self.snr.pick(moment.clock, rng)
        sound = np.zeros_like(data)
        for _ in range(layers):
            sound += self.recordings.stretch(len(data), moment.features.sample_rate_hz, rng)
        loudest, peak = peak_of(sound), peak_of(data)
        if not loudest:
            return data
        return with_peak(data + sound * np.float32(peak / loudest * 10 ** (-snr_db / 20)), peak)


@dataclass(frozen=True)
class Noise(FromRecordings):
    """Adds one track of recordings whose power is `snr` dB below that of the voice.

    The voice keeps its level, unless the sum would have to be clipped.
    """

    snr: ValueRange = field(default=float_range(15.0, 10.0))

    def __post_init__(self) -> None:
        super().__post_init__()
        require_range("snr", self.snr, -200, 200, "dB")

    def apply(self, data: Array, moment: Moment, rng: np.random.Generator) -> Array:
        snr_db = self.snr.pick(moment.clock, rng)
        sound = self.recordings.stretch(len(data), moment.features.sample_rate_hz, rng)
        level = rms_of(sound)
        if not level:
            return data
        noisy: Array = data + sound * np.float32(rms_of(data) / level * 10 ** (-snr_db / 20))
        return noisy if peak_of(noisy) <= 1 else with_peak(noisy, 1.0)
