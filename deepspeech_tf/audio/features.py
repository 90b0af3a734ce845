"""The one definition of the features: from samples to MFCC frames, in training, evaluation and export.

TensorFlow's own AudioSpectrogram and Mfcc kernels are used because TensorFlow Lite has the same two:
what the network was trained on is what the exported model computes.
"""

from __future__ import annotations

from typing import Any

import tensorflow as tf

from deepspeech_tf.config import MEL_LOWER_HZ, N_MEL_CHANNELS, FeatureConfig


def spectrogram(samples: Any, config: FeatureConfig) -> tf.Tensor:
    """Power spectrogram: squared magnitude of the FFT of Hann windows.

    Args:
        samples: float32 `(samples,)` in [-1, 1].
        config: window and step; the FFT has the next power of two of the window's length.

    Returns:
        float32 `(frames, bins)`, frames as `config.frames(samples)`: no padding, the tail is dropped.
    """
    return _spectrogram(samples, config)[0]


def mfcc(power: Any, config: FeatureConfig) -> tf.Tensor:
    """Mel-frequency cepstral coefficients of a power spectrogram.

    A mel filter bank from 20 Hz to half the sample rate, natural logarithm, DCT-II; no liftering, no
    deltas, no normalisation.

    Args:
        power: float32 `(frames, bins)` as of `spectrogram`.
        config: sample rate and number of coefficients.

    Returns:
        float32 `(frames, n_cepstra)`.
    """
    return _mfcc(tf.expand_dims(power, 0), config)[0]


def extract_features(samples: Any, config: FeatureConfig) -> tf.Tensor:
    """Features of samples: `(samples,)` float32 to `(frames, n_features)` float32."""
    return tf.reshape(_mfcc(_spectrogram(samples, config), config), (-1, config.n_features))


def _spectrogram(samples: Any, config: FeatureConfig) -> tf.Tensor:
    """`spectrogram` of one channel, `(1, frames, bins)`."""
    # The kernels exist only for the CPU; the scope also keeps loader threads off a GPU.
    with tf.device("/CPU:0"):
        return tf.raw_ops.AudioSpectrogram(
            input=tf.expand_dims(samples, -1),
            window_size=config.window_samples,
            stride=config.step_samples,
            magnitude_squared=True,
        )


def _mfcc(power: Any, config: FeatureConfig) -> tf.Tensor:
    """`mfcc` of one channel, `(1, frames, bins)` to `(1, frames, n_cepstra)`."""
    with tf.device("/CPU:0"):
        return tf.raw_ops.Mfcc(
            spectrogram=power,
            sample_rate=config.sample_rate_hz,
            upper_frequency_limit=config.sample_rate_hz / 2,
            lower_frequency_limit=MEL_LOWER_HZ,
            filterbank_channel_count=N_MEL_CHANNELS,
            dct_coefficient_count=config.n_cepstra,
        )
