"""Computes features from samples, for training, evaluation and export.

MFCC use TensorFlow's AudioSpectrogram and Mfcc kernels. TensorFlow Lite has the same kernels, so exported
models compute the features of training. Log-mel features use operations that every runtime has
(`log_mel.py`).
"""

from __future__ import annotations

from typing import Any

import numpy as np
import tensorflow as tf

from deepspeech_tf.audio import log_mel
from deepspeech_tf.config import MEL_LOWER_HZ, N_MEL_CHANNELS, FeatureConfig


def spectrogram(samples: Any, config: FeatureConfig) -> tf.Tensor:
    """Power spectrogram: squared magnitude of the Fourier transform of Hann windows.

    Args:
        samples: float32 `(samples,)` in [-1, 1].
        config: window and step. The Fourier transform of MFCC has the window length rounded up to a power of
            two, that of log-mel features the window length.

    Returns:
        float32 `(frames, bins)` with `config.frames(samples)` frames: no padding, the tail is dropped.
    """
    if config.feature_kind == "log_mel":
        return log_mel.power_spectrogram(samples, config)
    return _spectrogram(samples, config)[0]


def features_of(power: Any, config: FeatureConfig) -> tf.Tensor:
    """Features of a power spectrogram.

    MFCC: a mel filter bank from 20 Hz to half the sampling rate, natural logarithm, DCT-II; no liftering, no
    deltas, no normalization. Log-mel features: see `log_mel`.

    Args:
        power: float32 `(frames, bins)` from `spectrogram`.
        config: kind, sampling rate and number of features.

    Returns:
        float32 `(frames, n_features)`.
    """
    if config.feature_kind == "log_mel":
        return log_mel.log_mel(power, config)
    return _mfcc(tf.expand_dims(power, 0), config)[0]


def extract_features(samples: Any, config: FeatureConfig) -> tf.Tensor:
    """Computes features: `(samples,)` float32 to `(frames, n_features)` float32."""
    if config.feature_kind == "log_mel":
        return log_mel.log_mel(log_mel.power_spectrogram(samples, config), config)
    return tf.reshape(_mfcc(_spectrogram(samples, config), config), (-1, config.n_features))


def _spectrogram(samples: Any, config: FeatureConfig) -> tf.Tensor:
    """As `spectrogram`, with a channel dimension: `(1, frames, bins)`."""
    # The kernels exist only for the CPU; the scope also keeps loader threads away from a GPU.
    with tf.device("/CPU:0"):
        return tf.raw_ops.AudioSpectrogram(
            input=tf.expand_dims(samples, -1),
            window_size=config.window_samples,
            stride=config.step_samples,
            magnitude_squared=True,
        )


def feature_matrices(config: FeatureConfig) -> tuple[np.ndarray[Any, Any], ...]:
    """Constant matrices `(inputs, outputs)` that the features are computed with; none for MFCC."""
    return log_mel.matrices(config) if config.feature_kind == "log_mel" else ()


def _mfcc(power: Any, config: FeatureConfig) -> tf.Tensor:
    """MFCC with a channel dimension: `(1, frames, bins)` to `(1, frames, n_cepstra)`."""
    with tf.device("/CPU:0"):
        return tf.raw_ops.Mfcc(
            spectrogram=power,
            sample_rate=config.sample_rate_hz,
            upper_frequency_limit=config.sample_rate_hz / 2,
            lower_frequency_limit=MEL_LOWER_HZ,
            filterbank_channel_count=N_MEL_CHANNELS,
            dct_coefficient_count=config.n_cepstra,
        )
