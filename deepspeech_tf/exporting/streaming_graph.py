"""The exported graph, a step of `n_steps` frames with explicit LSTM state, in its two forms."""

from __future__ import annotations

from typing import Any

import numpy as np
import tensorflow as tf

from deepspeech_tf.config import ExportConfig, FeatureConfig, ModelConfig
from deepspeech_tf.errors import ExportError
from deepspeech_tf.exporting.layers import (
    add_features,
    add_metadata,
    clipped_dense,
    constant,
    dense,
    input_frames,
    placeholder,
)
from deepspeech_tf.exporting.weights import LSTM, LSTM_BIAS, LSTM_KERNEL, OUTPUT_LAYER, Weights, check_weights

# XNNPACK, which runs the TFLite form, splits and concatenates no more than this many tensors at once.
_MAX_CONCAT = 4


def frozen_form(
    weights: Weights, model: ModelConfig, features: FeatureConfig, export: ExportConfig, alphabet: bytes
) -> tf.Graph:
    """The graph of the `.pb`: `input_lengths` says how many of the `n_steps` frames are real.

    Outputs: `logits` float32 `(n_steps, batch, n_classes)`, which are probabilities in spite of the name,
    and the state after the last real frame, `new_state_c` and `new_state_h` `(batch, n_hidden)`. The LSTM's
    outputs after it are zero. There are only operations that TensorFlow clients of 0.9.3 know.

    Raises:
        ExportError: if the weights do not fit, or a dimension cannot be exported.
    """
    _check(weights, model, features, export, alphabet)
    graph = tf.Graph()
    with graph.as_default():
        add_features(features)
        rows = _before_lstm(weights, model, export)
        lengths = placeholder("input_lengths", (export.batch_size,), tf.int32)
        states = _states(model, export)
        sequence = tf.reshape(rows, (export.n_steps, export.batch_size, model.n_hidden))
        outputs, new_states = _masked_lstm(sequence, lengths, states, weights, model)
        rows = tf.reshape(outputs, (export.n_steps * export.batch_size, model.n_hidden))
        shape = (export.n_steps, export.batch_size, model.n_classes)
        _after_lstm(rows, shape, new_states, weights, model)
        add_metadata(features, export, alphabet)
    return graph


def tflite_form(
    weights: Weights, model: ModelConfig, features: FeatureConfig, export: ExportConfig, alphabet: bytes
) -> tf.Graph:
    """The graph that becomes the `.tflite`: batch of one, always `n_steps` frames, no `input_lengths`.

    Outputs: `logits` float32 `(n_steps, n_classes)`, probabilities, and the state after the last frame.

    Raises:
        ExportError: if the weights do not fit, or a dimension cannot be exported.
    """
    _check(weights, model, features, export, alphabet)
    if export.batch_size != 1:
        raise ExportError(f"a .tflite file has a batch size of 1. Received: {export.batch_size}")
    graph = tf.Graph()
    with graph.as_default():
        rows = _before_lstm(weights, model, export)
        states = _states(model, export)
        add_features(features)
        outputs, new_states = _unrolled_lstm(rows, states, weights, model, export)
        _after_lstm(outputs, (export.n_steps, model.n_classes), new_states, weights, model)
        add_metadata(features, export, alphabet)
    return graph


def _check(
    weights: Weights, model: ModelConfig, features: FeatureConfig, export: ExportConfig, alphabet: bytes
) -> None:
    for name, value in (("n_steps", export.n_steps), ("export_batch_size", export.batch_size)):
        if value < 1:
            raise ExportError(f"--{name} must be at least 1. Received: {value}")
    if export.beam_width < 1:
        raise ExportError(f"--export_beam_width must be at least 1. Received: {export.beam_width}")
    if (features.n_cepstra, features.n_context) != (model.n_cepstra, model.n_context):
        raise ExportError(
            f"features and model must agree: model {model.n_cepstra} coefficients and {model.n_context} "
            f"frames of context. Received: {features.n_cepstra} and {features.n_context}"
        )
    count = int.from_bytes(alphabet[:2], "little")
    if count != model.n_labels:
        raise ExportError(f"wanted an alphabet of {model.n_labels} labels. Received: {count}")
    check_weights(weights, model)


def _before_lstm(weights: Weights, model: ModelConfig, export: ExportConfig) -> Any:
    rows = input_frames(model, export)
    for layer in ("layer_1", "layer_2", "layer_3"):
        rows = clipped_dense(rows, layer, weights, model)
    return rows


def _states(model: ModelConfig, export: ExportConfig) -> tuple[Any, Any]:
    shape = (export.batch_size, model.n_hidden)
    return placeholder("previous_state_c", shape), placeholder("previous_state_h", shape)


def _after_lstm(
    rows: Any, shape: tuple[int, ...], states: tuple[Any, Any], weights: Weights, model: ModelConfig
) -> None:
    sums = dense(clipped_dense(rows, "layer_5", weights, model), OUTPUT_LAYER, weights)
    tf.nn.softmax(tf.reshape(sums, shape, name="raw_logits"), name="logits")
    tf.identity(states[0], name="new_state_c")
    tf.identity(states[1], name="new_state_h")


def _masked_lstm(
    sequence: Any, lengths: Any, states: tuple[Any, Any], weights: Weights, model: ModelConfig
) -> tuple[Any, tuple[Any, Any]]:
    """An LSTM over the first `lengths` `(batch,)` frames of `sequence` `(n_steps, batch, n_hidden)`.

    Returns:
        Outputs `(n_steps, batch, n_hidden)`, zero after the length, and the state (c, h) at the length.
    """
    n_steps, batch, hidden = sequence.shape
    unused = constant(np.zeros(hidden), f"{LSTM}/zeros")  # peephole weights
    block = tf.raw_ops.BlockLSTM(
        seq_len_max=tf.cast(tf.reduce_max(lengths), tf.int64),
        x=sequence,
        cs_prev=states[0],
        h_prev=states[1],
        w=constant(weights[LSTM_KERNEL], LSTM_KERNEL),
        wci=unused,
        wcf=unused,
        wco=unused,
        b=constant(weights[LSTM_BIAS], LSTM_BIAS),
        forget_bias=0.0,
        cell_clip=-1.0,
        use_peephole=False,
    )
    steps = tf.constant(np.arange(n_steps, dtype=np.int32)[:, np.newaxis])
    real = tf.cast(tf.less(steps, tf.expand_dims(lengths, 0)), tf.float32)  # (n_steps, batch)
    outputs = tf.multiply(block.h, tf.tile(tf.expand_dims(real, 2), (1, 1, hidden)))
    # With the state before the first frame at index 0, the state after n frames is at index n.
    at_length = tf.stack([lengths, tf.constant(np.arange(batch, dtype=np.int32))], axis=1)
    new_states = [
        tf.raw_ops.GatherNd(params=tf.concat([tf.expand_dims(previous, 0), later], 0), indices=at_length)
        for previous, later in zip(states, (block.cs, outputs), strict=True)
    ]
    return outputs, (new_states[0], new_states[1])


def _unrolled_lstm(
    rows: Any, states: tuple[Any, Any], weights: Weights, model: ModelConfig, export: ExportConfig
) -> tuple[Any, tuple[Any, Any]]:
    """The same LSTM, unrolled; `rows` and outputs `(n_steps, n_hidden)`.

    The part of the gates' sums that comes from the inputs does not wait for the state: one product for all
    steps reads these weights once, not `n_steps` times, and leaves half of the work inside the steps.
    """
    kernel = weights[LSTM_KERNEL]
    input_kernel = constant(kernel[: model.n_hidden], f"{LSTM}/input_kernel")
    state_kernel = constant(kernel[model.n_hidden :], f"{LSTM}/state_kernel")
    bias = constant(weights[LSTM_BIAS], LSTM_BIAS)
    from_inputs = tf.raw_ops.BiasAdd(value=tf.raw_ops.MatMul(a=rows, b=input_kernel), bias=bias)
    c, h = states
    outputs = []
    for step in range(export.n_steps):
        from_input = tf.slice(from_inputs, (step, 0), (1, 4 * model.n_hidden))
        sums = tf.raw_ops.AddV2(x=from_input, y=tf.raw_ops.MatMul(a=h, b=state_kernel))
        input_gate, candidate, forget_gate, output_gate = tf.split(sums, 4, axis=1)
        c = tf.sigmoid(forget_gate) * c + tf.sigmoid(input_gate) * tf.tanh(candidate)
        h = tf.sigmoid(output_gate) * tf.tanh(c)
        outputs.append(h)
    return _concat(outputs), (c, h)


def _concat(parts: list[Any]) -> Any:
    while len(parts) > 1:
        groups = [parts[i : i + _MAX_CONCAT] for i in range(0, len(parts), _MAX_CONCAT)]
        parts = [tf.concat(group, 0) if len(group) > 1 else group[0] for group in groups]
    return parts[0]
