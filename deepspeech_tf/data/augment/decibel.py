"""Levels of samples in dBFS."""

from __future__ import annotations

import numpy as np

from deepspeech_tf.data.augment.base import Array

# A full-scale sine has 0 dBFS in RMS by this convention, so a peak of 1.0 has this much.
FULL_SCALE_DBFS = 3.0103


def peak_of(samples: Array) -> float:
    return float(np.abs(samples).max(initial=0.0))


def with_peak(samples: Array, peak: float) -> Array:
    """Scales samples to a peak and clips to [-1, 1]; silence stays silence."""
    present = peak_of(samples)
    if not present:
        return samples
    scaled: Array = np.clip(samples * np.float32(peak / present), np.float32(-1), np.float32(1))
    return scaled


def rms_of(samples: Array) -> float:
    return float(np.sqrt(np.mean(np.square(samples), dtype=np.float64))) if len(samples) else 0.0
