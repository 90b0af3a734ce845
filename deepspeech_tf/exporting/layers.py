"""The parts that both forms of the exported graph share: features, dense layers, metadata."""

from __future__ import annotations

from typing import Any

import numpy as np
import tensorflow as tf

from deepspeech_tf.config import (
    GRAPH_VERSION,
    MEL_LOWER_HZ,
    N_MEL_CHANNELS,
    ExportConfig,
    FeatureConfig,
    ModelConfig,
)
from deepspeech_tf.exporting.weights import Weights

# Variance epsilon of tf.contrib.layers.layer_norm, with which models are trained.
LAYER_NORM_EPSILON = 1e-12
METADATA = (
    "metadata_version",
    "metadata_sample_rate",
    "metadata_feature_win_len",
    "metadata_feature_win_step",
    "metadata_beam_width",
    "metadata_alphabet",
    "metadata_language",
)


def placeholder(name: str, shape: tuple[int, ...], dtype: Any = tf.float32) -> Any:
    return tf.compat.v1.placeholder(dtype, shape, name=name)


def constant(values: Any, name: str) -> Any:
    return tf.constant(np.asarray(values, np.float32), name=name)


def add_features(config: FeatureConfig) -> None:
    """`input_samples` `(window,)` to `mfccs` `(1, n_cepstra)`: the features of one window.

    The same two kernels with the same arguments as in `audio.features`; a contract test compares them.
    """
    samples = placeholder("input_samples", (config.window_samples,))
    power = tf.raw_ops.AudioSpectrogram(
        input=tf.expand_dims(samples, -1),
        window_size=config.window_samples,
        stride=config.step_samples,
        magnitude_squared=True,
    )
    mfcc = tf.raw_ops.Mfcc(
        spectrogram=power,
        sample_rate=config.sample_rate_hz,
        upper_frequency_limit=config.sample_rate_hz / 2,
        lower_frequency_limit=MEL_LOWER_HZ,
        filterbank_channel_count=N_MEL_CHANNELS,
        dct_coefficient_count=config.n_cepstra,
    )
    tf.identity(tf.reshape(mfcc, (1, config.n_cepstra)), name="mfccs")


def input_frames(config: ModelConfig, export: ExportConfig) -> Any:
    """`input_node` `(batch, n_steps, context, n_cepstra)` as rows `(n_steps * batch, values)`, time first."""
    shape = (export.batch_size, export.n_steps, config.context_frames, config.n_cepstra)
    windows = placeholder("input_node", shape)
    if export.batch_size > 1:
        windows = tf.transpose(windows, (1, 0, 2, 3))
    return tf.reshape(windows, (export.n_steps * export.batch_size, config.context_frames * config.n_cepstra))


def clipped_dense(rows: Any, layer: str, weights: Weights, config: ModelConfig) -> Any:
    """`min(relu(x W + b), clip)`, then layer norm if the model has it: `(N, inputs)` to `(N, n_hidden)`."""
    sums = dense(rows, layer, weights)
    outputs = tf.raw_ops.Minimum(x=tf.raw_ops.Relu(features=sums), y=np.float32(config.relu_clip))
    return layer_norm(outputs, layer, weights) if config.layer_norm else outputs


def dense(rows: Any, layer: str, weights: Weights) -> Any:
    """`x W + b`: `(N, inputs)` to `(N, outputs)`."""
    kernel = constant(weights[f"{layer}/weights"], f"{layer}/weights")
    bias = constant(weights[f"{layer}/bias"], f"{layer}/bias")
    return tf.raw_ops.BiasAdd(value=tf.raw_ops.MatMul(a=rows, b=kernel), bias=bias)


def layer_norm(rows: Any, layer: str, weights: Weights) -> Any:
    """Layer normalisation over the features (Ba et al. 2016, equation 4) of `(N, n_hidden)`."""
    gamma = constant(weights[f"{layer}/LayerNorm/gamma"], f"{layer}/LayerNorm/gamma")
    beta = constant(weights[f"{layer}/LayerNorm/beta"], f"{layer}/LayerNorm/beta")
    mean = tf.reduce_mean(rows, axis=1, keepdims=True)
    # Not a product with itself: TensorFlow would turn that into Square, which clients of 0.9.3 lack.
    variance = tf.reduce_mean(tf.math.squared_difference(rows, mean), axis=1, keepdims=True)
    return (rows - mean) * tf.math.rsqrt(variance + LAYER_NORM_EPSILON) * gamma + beta


def add_metadata(features: FeatureConfig, export: ExportConfig, alphabet: bytes) -> None:
    """The constants, each of shape `(1,)`, from which a client learns what to feed the model."""
    integers = {
        "metadata_version": GRAPH_VERSION,
        "metadata_sample_rate": features.sample_rate_hz,
        "metadata_feature_win_len": features.window_ms,
        "metadata_feature_win_step": features.step_ms,
        "metadata_beam_width": export.beam_width,
    }
    for name, value in integers.items():
        tf.constant([value], tf.int32, name=name)
    tf.constant([alphabet], tf.string, name="metadata_alphabet")
    tf.constant([export.language.encode("utf-8")], tf.string, name="metadata_language")
