"""Dense layers: linear, and with clipped ReLU, optional layer normalization and dropout."""

from __future__ import annotations

from typing import Any

import keras
import tensorflow as tf

from deepspeech_tf.model.dropout import dropout
from deepspeech_tf.model.layer_norm import LayerNorm


class Linear(keras.layers.Layer):  # type: ignore[misc]  # Keras has no types
    """`x · weights + bias`; Glorot uniform weights, zero bias.

    Input shape: `(N, n_inputs)`. Output shape: `(N, units)`.
    """

    def __init__(self, n_inputs: int, units: int, seed: int, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.units = units
        self.kernel = self.add_weight(
            name="weights", shape=(n_inputs, units), initializer=keras.initializers.GlorotUniform(seed=seed)
        )
        self.bias = self.add_weight(name="bias", shape=(units,), initializer="zeros")

    def named_weights(self) -> dict[str, Any]:
        """Variables by their names within the layer."""
        return {"weights": self.kernel.value, "bias": self.bias.value}

    def call(self, inputs: Any) -> Any:
        return tf.nn.bias_add(tf.matmul(inputs, self.kernel.value), self.bias.value)

    def step(self, inputs: Any) -> Any:
        """Same as `call`, because the layer processes each frame independently."""
        return self.call(inputs)


class ClippedDense(Linear):
    """Linear, ReLU clipped to `[0, clip]`, optional layer normalization, dropout in training; in this order.

    Input shape: `(N, n_inputs)`. Output shape: `(N, units)`.
    """

    def __init__(
        self,
        n_inputs: int,
        units: int,
        seed: int,
        *,
        clip: float,
        rate: float,
        layer_norm: bool,
        **kwargs: Any,
    ) -> None:
        super().__init__(n_inputs, units, seed, **kwargs)
        self.clip = clip
        self.rate = rate
        self.norm = LayerNorm(units) if layer_norm else None

    def named_weights(self) -> dict[str, Any]:
        weights = super().named_weights()
        if self.norm is not None:
            weights |= {f"LayerNorm/{name}": value for name, value in self.norm.named_weights().items()}
        return weights

    def call(self, inputs: Any, dropout_seed: Any = None) -> Any:
        """Dropout is applied only if `dropout_seed` `(2,)` is given."""
        outputs = clipped_relu(super().call(inputs), self.clip)
        if self.norm is not None:
            outputs = tf.cast(self.norm(outputs), outputs.dtype)
        return outputs if dropout_seed is None else dropout(outputs, self.rate, dropout_seed)

    def step(self, inputs: Any) -> Any:
        """As `call`, but in float32, without dropout and without a gradient."""
        outputs = _clip(super().call(inputs), self.clip)
        return outputs if self.norm is None else self.norm.call(outputs)


def clipped_relu(values: Any, clip: float) -> Any:
    """`min(max(values, 0), clip)`; the gradient is zero where values are clipped and at 0, as for ReLU."""

    @tf.custom_gradient  # type: ignore[untyped-decorator, unused-ignore]
    def clipped(x: Any) -> Any:
        y = _clip(x, clip)

        def gradient(d_y: Any) -> Any:
            return tf.where(tf.logical_and(y > 0.0, y < clip), d_y, 0.0)

        return y, gradient

    return clipped(values)


def _clip(values: Any, clip: float) -> Any:
    return tf.minimum(tf.nn.relu(values), clip)
