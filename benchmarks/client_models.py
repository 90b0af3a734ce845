"""Models for the benchmark of complete clients: n_hidden 2048, random weights, int8 or float32."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import tensorflow as tf

from deepspeech_tf.config import ExportConfig, FeatureConfig
from deepspeech_tf.exporting.frozen_graph import export_frozen_graph
from deepspeech_tf.exporting.tflite import export_tflite
from deepspeech_tf.model.deepspeech import lstm
from deepspeech_tf.model.deepspeech.config import DeepSpeechConfig
from deepspeech_tf.model.registry import build_encoder
from deepspeech_tf.text.alphabet import Alphabet


def make_models(folder: Path, n_hidden: int, alphabet: Alphabet) -> dict[str, Path]:
    """Builds a model in three forms.

    `old` has the form of 0.9.3, which every client loads; `fast` has the form of our export; `graph` is
    a frozen graph (.pb) with float32 weights, for the TensorFlow client of 0.9.3.
    """
    model = DeepSpeechConfig(n_labels=len(alphabet), n_hidden=n_hidden)
    generator = np.random.default_rng(0)
    weights = {
        name: (generator.standard_normal(shape) / np.sqrt(shape[0])).astype(np.float32)
        for name, shape in build_encoder(model).weight_shapes().items()
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
    hoisted = lstm.unrolled_lstm
    lstm.unrolled_lstm = _original_lstm
    try:
        config = ExportConfig(file_name="old", compat="0.9", **settings)
        old = export_tflite(weights, model, FeatureConfig(), config, alphabet.serialize(), folder)
    finally:
        lstm.unrolled_lstm = hoisted
    graph = export_frozen_graph(
        weights, model, FeatureConfig(), ExportConfig(**settings), alphabet.serialize(), folder
    )
    return {"old": old, "fast": fast, "graph": graph}


def _original_lstm(inputs: Any, state: Any, kernel: Any, bias: Any) -> Any:
    """The cells of 0.9.3, with one product of the concatenated input and state per step."""
    frames, batch, n_inputs = inputs.shape
    rows = tf.reshape(inputs, [frames * batch, n_inputs])
    c, h = state
    outputs = []
    for frame in range(frames):
        together = tf.concat([tf.slice(rows, (frame * batch, 0), (batch, n_inputs)), h], 1)
        gates = tf.nn.bias_add(tf.matmul(together, kernel), bias)
        input_gate, candidate, forget_gate, output_gate = tf.split(gates, 4, axis=1)
        c = tf.sigmoid(forget_gate) * c + tf.sigmoid(input_gate) * tf.tanh(candidate)
        h = tf.sigmoid(output_gate) * tf.tanh(c)
        outputs.append(h)
    return tf.reshape(lstm.concat_rows(outputs), [frames, batch, h.shape[1]]), (c, h)
