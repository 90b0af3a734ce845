"""Rir: the sound of a room, by its measured impulse response."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from deepspeech_tf.data.augment.base import Array, Moment
from deepspeech_tf.data.augment.decibel import peak_of, with_peak
from deepspeech_tf.data.augment.overlay import FromRecordings


@dataclass(frozen=True)
class Rir(FromRecordings):
    """Convolves the voice with a random impulse response of `source`, and restores its peak.

    The response begins at its direct sound, which is its largest sample, so nothing is delayed. Echoes after
    the end of the voice are cut off.
    """

    def apply(self, data: Array, moment: Moment, rng: np.random.Generator) -> Array:
        index = int(rng.integers(len(self.recordings)))
        response = self.recordings.read(index, moment.features.sample_rate_hz)
        response = response[int(np.abs(response).argmax()) :][: len(data)]
        if not peak_of(response):
            return data
        return with_peak(_convolve(data, response), peak_of(data))


def _convolve(samples: Array, response: Array) -> Array:
    """The first `len(samples)` samples of the convolution, by FFT."""
    size = 1 << (len(samples) + len(response) - 2).bit_length()
    product = np.fft.rfft(samples, size) * np.fft.rfft(response, size)
    convolved: Array = np.fft.irfft(product, size)[: len(samples)].astype(np.float32)
    return convolved
