"""Log-mel features: the logarithm of the energy in mel bands, scaled as in Whisper.

They are the features of Whisper (Radford et al. 2022), with two differences. A window begins at the first
sample of its frame, not half a window before it. The floor is a constant: Whisper's floor, eight decades
below the maximum of 30 seconds, is not known while streaming.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np
import tensorflow as tf

from deepspeech_tf.config import FeatureConfig

FLOOR = -6.0  # decades of mel energy that count as silence
_SCALE = 4.0  # decades per unit of a feature

Array = np.ndarray[Any, Any]


def power_spectrogram(samples: Any, config: FeatureConfig) -> Any:
    """Squared magnitude of the Fourier transform of Hann windows, `(frames, window / 2 + 1)`.

    It is computed as a matrix product with cosines and sines, which TFLite supports for any window length.
    """
    size = config.window_samples
    if tuple(samples.shape) == (size,):  # tf.signal.frame would need more operations
        windows = tf.reshape(samples, [1, size])
    else:
        windows = tf.signal.frame(samples, size, config.step_samples)
    waves = tf.matmul(windows, tf.constant(_waves(size)))
    cosines, sines = tf.split(waves * waves, 2, axis=1)
    return cosines + sines


def log_mel(power: Any, config: FeatureConfig) -> Any:
    """`(frames, bins)` to `(frames, n_mels)`: 0 is silence, and one unit is four decades of energy."""
    bands = tf.constant(_mel_bands(config.n_mels, config.window_samples, config.sample_rate_hz))
    energy = tf.maximum(tf.matmul(power, bands), 10.0**FLOOR)
    return (tf.math.log(energy) * (1 / np.log(10.0)) - FLOOR) * (1 / _SCALE)


def matrices(config: FeatureConfig) -> tuple[Array, Array]:
    """The windowed Fourier transform `(window, 2 * bins)` and the bands `(bins, n_mels)`."""
    bands = _mel_bands(config.n_mels, config.window_samples, config.sample_rate_hz)
    return _waves(config.window_samples), bands


@lru_cache(maxsize=4)
def _waves(size: int) -> Array:
    """Windowed cosines, then sines, in whole cycles per window, `(size, 2 * (size // 2 + 1))`."""
    time = np.arange(size)
    window = 0.5 - 0.5 * np.cos(2 * np.pi * time / size)
    angles = 2 * np.pi * ((time[:, np.newaxis] * np.arange(size // 2 + 1)) % size) / size
    waves: Array = (window[:, np.newaxis] * np.concatenate([np.cos(angles), np.sin(angles)], axis=1)).astype(
        np.float32
    )
    return waves


@lru_cache(maxsize=4)
def _mel_bands(n_bands: int, size: int, sample_rate_hz: int) -> Array:
    """Triangular filters of equal area on Slaney's mel scale, `(size // 2 + 1, n_bands)`.

    The scale is linear up to 1000 Hz, 15 mels, and logarithmic above, 27 mels for a factor of 6.4 (Auditory
    Toolbox, Slaney 1998).
    """
    highest = 15 + np.log(sample_rate_hz / 2 / 1000) / np.log(6.4) * 27
    if sample_rate_hz <= 2000:
        highest = sample_rate_hz / 2 / 1000 * 15
    mels = np.linspace(0, highest, n_bands + 2)
    edges = np.where(mels < 15, mels / 15 * 1000, 1000 * 6.4 ** ((mels - 15) / 27))
    bins = np.arange(size // 2 + 1) * sample_rate_hz / size
    rising = (bins[:, np.newaxis] - edges[:-2]) / (edges[1:-1] - edges[:-2])
    falling = (edges[2:] - bins[:, np.newaxis]) / (edges[2:] - edges[1:-1])
    triangles = np.maximum(0, np.minimum(rising, falling))
    bands: Array = (triangles * 2 / (edges[2:] - edges[:-2])).astype(np.float32)
    return bands
