"""Computes MFCC features from samples, for training, evaluation and export.

Uses TensorFlow's AudioSpectrogram and Mfcc kernels. TensorFlow Lite has the same kernels, so exported models
compute the features of training.
"""

from __future__ import annotations

from typing import Any

import tensorflow as tf

from deepspeech_tf.config import MEL_LOWER_HZ, N_MEL_CHANNELS, FeatureConfig


def spectrogram(samples: Any, config: FeatureConfig) -> tf.Tensor:
    """Power spectrogram: squared magnitude of the FFT of Hann windows.

    Args:
        samples: float32 `(samples,)` in [-1, 1].
        config: window and step; the length of the FFT is the window length rounded up to a power of two.

    Returns:
        float32 `(frames, bins)` with `config.frames(samples)` frames: no padding, the tail is dropped.
    """
    return _spectrogram(samples, config)[0]


def mfcc(power: Any, config: FeatureConfig) -> tf.Tensor:
    """Mel-frequency cepstral coefficients of a power spectrogram.

    A mel filter bank from 20 Hz to half the sampling rate, natural logarithm, DCT-II; no liftering, no
    deltas, no normalization.

    Args:
        power: float32 `(frames, bins)` from `spectrogram`.
        config: sampling rate and number of coefficients.

    Returns:
        float32 `(frames, n_cepstra)`.
    """
    return _mfcc(tf.expand_dims(power, 0), config)[0]


def extract_features(samples: Any, config: FeatureConfig) -> tf.Tensor:
    """Computes features: `(samples,)` float32 to `(frames, n_features)` float32."""
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


def _mfcc(power: Any, config: FeatureConfig) -> tf.Tensor:
    """As `mfcc`, with a channel dimension: `(1, frames, bins)` to `(1, frames, n_cepstra)`."""
    with tf.device("/CPU:0"):
        return tf.raw_ops.Mfcc(
            spectrogram=power,
            sample_rate=config.sample_rate_hz,
            upper_frequency_limit=config.sample_rate_hz / 2,
            lower_frequency_limit=MEL_LOWER_HZ,
            filterbank_channel_count=N_MEL_CHANNELS,
            dct_coefficient_count=config.n_cepstra,
        )
