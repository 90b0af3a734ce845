"""Layer normalization over the features of a frame."""

from __future__ import annotations

from typing import Any

import keras
import tensorflow as tf

_EPSILON = 1e-12  # added to the variance, as in the checkpoints' original graph


class LayerNorm(keras.layers.Layer):  # type: ignore[misc]  # Keras has no types
    """`(x - mean) / sqrt(variance + epsilon) * gamma + beta` over the last axis (Ba et al. 2016).

    Input and output shape: `(..., units)`.
    """

    def __init__(self, units: int, *, epsilon: float = _EPSILON, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.epsilon = epsilon
        self.gamma = self.add_weight(name="gamma", shape=(units,), initializer="ones")
        self.beta = self.add_weight(name="beta", shape=(units,), initializer="zeros")

    def named_weights(self) -> dict[str, Any]:
        """Variables by their names within the layer."""
        return {"beta": self.beta.value, "gamma": self.gamma.value}

    def call(self, inputs: Any) -> Any:
        mean, variance = tf.nn.moments(inputs, axes=[-1], keepdims=True)
        scaled = (inputs - mean) * tf.math.rsqrt(variance + self.epsilon)
        return scaled * self.gamma.value + self.beta.value
