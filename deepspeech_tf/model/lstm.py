"""Unidirectional LSTM layer with the variables of `LSTMBlockFusedCell` and `CudnnLSTM` checkpoints."""

from __future__ import annotations

from typing import Any

import keras
import tensorflow as tf

from deepspeech_tf.model.recurrence import lstm_sequence


class Lstm(keras.layers.Layer):  # type: ignore[misc]  # Keras has no types
    """LSTM with one kernel for input and state (rows [x, h], columns i, j, f, o), forget bias 0.

    Input shape: `(T, B, n_inputs)`. Output shape: `(T, B, units)`.
    """

    def __init__(self, n_inputs: int, units: int, seed: int, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.units = units
        self.kernel = self.add_weight(
            name="kernel",
            shape=(n_inputs + units, 4 * units),
            initializer=keras.initializers.GlorotUniform(seed=seed),
        )
        self.bias = self.add_weight(name="bias", shape=(4 * units,), initializer="zeros")

    def named_weights(self) -> dict[str, Any]:
        """Variables by their names inside the layer."""
        return {"kernel": self.kernel.value, "bias": self.bias.value}

    def zero_state(self, batch: Any) -> tuple[Any, Any]:
        """State `(c, h)` before the first frame, each `(batch, units)`."""
        zeros = tf.zeros([batch, self.units])
        return zeros, zeros

    def call(self, inputs: Any) -> Any:
        outputs, _ = self.step(inputs, self.zero_state(tf.shape(inputs)[1]))
        return outputs

    def step(self, inputs: Any, state: tuple[Any, Any]) -> tuple[Any, tuple[Any, Any]]:
        """Some frames of a stream: outputs `(T, B, units)` and the state after them."""
        c_0, h_0 = state
        outputs, c = lstm_sequence(
            inputs, tf.convert_to_tensor(self.kernel.value), tf.convert_to_tensor(self.bias.value), c_0, h_0
        )
        return outputs, (c, outputs[-1])
