"""Models for the benchmark of whole clients: n_hidden 2048, int8, random weights, in two forms."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import tensorflow as tf

from deepspeech_tf.config import ExportConfig, FeatureConfig, ModelConfig
from deepspeech_tf.exporting import streaming_graph
from deepspeech_tf.exporting.layers import constant
from deepspeech_tf.exporting.tflite import export_tflite
from deepspeech_tf.exporting.weights import LSTM_BIAS, LSTM_KERNEL, weight_shapes
from deepspeech_tf.text.alphabet import Alphabet


def make_models(folder: Path, n_hidden: int, alphabet: Alphabet) -> dict[str, Path]:
    """`old` in the form of 0.9.3, which every client loads, and `fast` in the form of our export."""
    model = ModelConfig(n_labels=len(alphabet), n_hidden=n_hidden)
    generator = np.random.default_rng(0)
    weights = {
        name: (generator.standard_normal(shape) / np.sqrt(shape[0])).astype(np.float32)
        for name, shape in weight_shapes(model).items()
    }
    settings: dict[str, Any] = {"beam_width": 500}
    fast = export_tflite(
        weights,
        model,
        FeatureConfig(),
        ExportConfig(file_name="fast", **settings),
        alphabet.serialize(),
        folder,
    )
    hoisted = streaming_graph._unrolled_lstm
    streaming_graph._unrolled_lstm = _original_lstm
    try:
        config = ExportConfig(file_name="old", compat="0.9", **settings)
        old = export_tflite(weights, model, FeatureConfig(), config, alphabet.serialize(), folder)
    finally:
        streaming_graph._unrolled_lstm = hoisted
    return {"old": old, "fast": fast}


def _original_lstm(rows: Any, states: Any, weights: Any, model: Any, export: Any) -> Any:
    """The cells of 0.9.3: one product of input and state together in each step."""
    kernel = constant(weights[LSTM_KERNEL], LSTM_KERNEL)
    bias = constant(weights[LSTM_BIAS], LSTM_BIAS)
    c, h = states
    outputs = []
    for step in range(export.n_steps):
        inputs = tf.concat([tf.slice(rows, (step, 0), (1, model.n_hidden)), h], 1)
        sums = tf.raw_ops.BiasAdd(value=tf.raw_ops.MatMul(a=inputs, b=kernel), bias=bias)
        input_gate, candidate, forget_gate, output_gate = tf.split(sums, 4, axis=1)
        c = tf.sigmoid(forget_gate) * c + tf.sigmoid(input_gate) * tf.tanh(candidate)
        h = tf.sigmoid(output_gate) * tf.tanh(c)
        outputs.append(h)
    return streaming_graph._concat(outputs), (c, h)
