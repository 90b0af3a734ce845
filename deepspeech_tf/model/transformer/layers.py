"""Layers of the transformer. Each acts on groups of rows, which are chunks of utterances or of streams."""

from __future__ import annotations

from typing import Any

import keras
import numpy as np
import tensorflow as tf

from deepspeech_tf.model.dense import Linear
from deepspeech_tf.model.dropout import dropout
from deepspeech_tf.model.layer_norm import LayerNorm
from deepspeech_tf.model.transformer.config import HEAD_WIDTH, TransformerConfig

EPSILON = 1e-5  # of layer normalization, as in Whisper
_MASKED = -1e4  # added to the score of a masked row


def gelu(values: Any) -> Any:
    """The exact Gaussian error linear unit (Hendrycks & Gimpel 2016)."""
    return tf.nn.gelu(values)


def seed_of(step_seed: Any, place: int) -> Any:
    """A seed for each dropout mask; None outside of training."""
    return None if step_seed is None else tf.random.fold_in(step_seed, place)


class _Part(keras.layers.Layer):  # type: ignore[misc]  # Keras has no types
    """Base class: has named sub-layers, which act on rows."""

    def __init__(self, config: TransformerConfig, policy: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.config = config
        self.policy = policy
        self.parts: dict[str, Any] = {}

    def named_weights(self) -> dict[str, Any]:
        """Variables by their names within the layer."""
        return {
            f"{name}/{inner}": variable
            for name, part in self.parts.items()
            for inner, variable in part.named_weights().items()
        }

    def _dense(self, name: str, n_inputs: int, units: int, seed: int) -> Linear:
        layer = Linear(n_inputs, units, seed, dtype=self.policy)
        self.parts[name] = layer
        return layer

    def _norm(self, name: str) -> LayerNorm:
        layer = LayerNorm(self.config.width, epsilon=EPSILON)
        self.parts[name] = layer
        return layer


def apply_dense(layer: Linear, rows: Any, *, mixed: bool) -> Any:
    """Applies a dense layer to `(G, R, n)`, in float32 unless `mixed`. The result is float32."""
    shape = rows.shape if rows.shape.is_fully_defined() else tf.shape(rows)
    flat = tf.reshape(rows, [-1, rows.shape[2]])
    outputs = layer(flat) if mixed else layer.call(flat)
    return tf.cast(tf.reshape(outputs, [shape[0], shape[1], layer.units]), tf.float32)


class Attention(_Part):
    """Layer normalization and multi-head self-attention (Vaswani et al. 2017), as a residual block."""

    def __init__(self, config: TransformerConfig, policy: str, seed: int) -> None:
        super().__init__(config, policy)
        width = config.width
        self.norm = self._norm("norm")
        self.projection = self._dense("projection", width, 3 * width, seed)
        self.output_layer = self._dense("output", width, width, seed + 1)

    def project(self, rows: Any, *, mixed: bool = False) -> tuple[Any, Any]:
        """`(G, R, d)` to queries `(G, R, d)` and keys and values `(G, R, 2d)`."""
        projected = apply_dense(self.projection, self.norm.call(rows), mixed=mixed)
        width = self.config.width
        queries, others = tf.split(projected, [width, 2 * width], axis=2)
        return queries * HEAD_WIDTH**-0.5, others

    def attend(self, queries: Any, context: Any, bias: Any, *, mixed: bool = False) -> Any:
        """What is added to the rows.

        Args:
            queries: of the chunk and the right context, `(G, C + R, d)`.
            context: keys and values of the left context and these rows, `(G, L + C + R, 2d)`.
            bias: `(G, 1, 1, L + C + R)`, added to the scores.
        """
        width = self.config.width
        keys, values = tf.split(context, 2, axis=2)
        heads, others, taken = (self._heads(one) for one in (queries, keys, values))
        scores = tf.matmul(heads, others, transpose_b=True) + bias
        mixture = tf.transpose(tf.matmul(tf.nn.softmax(scores), taken), [0, 2, 1, 3])
        shape = queries.shape if queries.shape.is_fully_defined() else tf.shape(queries)
        rows = tf.reshape(mixture, [shape[0], shape[1], width])
        return apply_dense(self.output_layer, rows, mixed=mixed)

    def _heads(self, rows: Any) -> Any:
        """`(G, R, d)` to `(G, heads, R, 64)`."""
        shape = rows.shape if rows.shape.is_fully_defined() else tf.shape(rows)
        split = tf.reshape(rows, [shape[0], shape[1], self.config.n_heads, HEAD_WIDTH])
        return tf.transpose(split, [0, 2, 1, 3])


class FeedForward(_Part):
    """Layer normalization and two dense layers with GELU between them, as a residual block."""

    def __init__(self, config: TransformerConfig, policy: str, seed: int, factor: int) -> None:
        super().__init__(config, policy)
        self.norm = self._norm("norm")
        self.first = self._dense("first", config.width, factor * config.width, seed)
        self.second = self._dense("second", factor * config.width, config.width, seed + 1)

    def rows(self, rows: Any, *, mixed: bool = False) -> Any:
        """What is added to `(G, R, d)`."""
        hidden = gelu(apply_dense(self.first, self.norm.call(rows), mixed=mixed))
        return apply_dense(self.second, hidden, mixed=mixed)


class Convolution(_Part):
    """A depthwise convolution over time, then a feed-forward layer, as a residual block.

    The kernel is centred, but sees zeros after the right context, so that it adds no look-ahead.
    """

    def __init__(self, config: TransformerConfig, policy: str, seed: int) -> None:
        super().__init__(config, policy)
        self.half = config.kernel // 2
        self.taps = self.add_weight(
            name="taps", shape=(config.kernel, config.width), initializer=_CentredTaps(seed)
        )
        self.bias = self.add_weight(name="bias", shape=(config.width,), initializer="zeros")
        self.feed_forward = FeedForward(config, policy, seed + 1, 2)
        self.parts["feed_forward"] = self.feed_forward

    def named_weights(self) -> dict[str, Any]:
        return {"taps": self.taps.value, "bias": self.bias.value} | super().named_weights()

    def rows(self, context: Any, *, mixed: bool = False) -> Any:
        """What is added to C + R rows, given them and `half` rows before: `(G, half + C + R, d)`."""
        summed = self.bias.value + _depthwise(self._padded(context), self.taps.value)
        return self.feed_forward.rows(summed, mixed=mixed)

    def step_rows(self, context: Any) -> Any:
        """`rows` for a stream, in operations that stay in float32 when the weights are quantized."""
        size = context.shape[1] - self.half
        padded, taps = self._padded(context), tf.unstack(self.taps.value, axis=0)
        summed = self.bias.value + sum(part(padded, first, size) * tap for first, tap in enumerate(taps))
        return self.feed_forward.rows(summed)

    def _padded(self, context: Any) -> Any:
        """The rows with `half` rows of zeros after them."""
        shape = context.shape if context.shape.is_fully_defined() else tf.shape(context)
        return tf.concat([context, tf.zeros([shape[0], self.half, self.config.width])], axis=1)


def _depthwise(rows: Any, taps: Any) -> Any:
    """Each column of `(G, R, d)` convolved with its taps, `(K, d)`: `(G, R - K + 1, d)`."""
    kernel = taps[tf.newaxis, :, :, tf.newaxis]
    return tf.nn.depthwise_conv2d(rows[:, tf.newaxis], kernel, [1, 1, 1, 1], "VALID")[:, 0]


class _CentredTaps(keras.initializers.Initializer):  # type: ignore[misc]
    """Normal noise, plus one at the centre: the convolution begins as the identity."""

    def __init__(self, seed: int) -> None:
        self.seed = seed

    def __call__(self, shape: tuple[int, ...], dtype: Any = None) -> Any:
        noise = keras.initializers.RandomNormal(stddev=0.1, seed=self.seed)(shape, dtype=dtype)
        centre = tf.one_hot(shape[0] // 2, shape[0], dtype=noise.dtype)
        return noise + centre[:, tf.newaxis]


def context_bias(places: int, left: int, size: int, right: int) -> np.ndarray[Any, Any]:
    """Attention bias that masks rows before the stream, or before its last restart.

    Args:
        places: chunks between two restarts.
        left: number of rows of left context.
        size: number of rows of a chunk.
        right: number of rows of right context.

    Returns:
        float32 `(places, left + size + right)`: 0 for rows that are visible, -10000 elsewhere.
    """
    rows = np.arange(left + size + right) - left
    first = -size * np.arange(places)
    return np.where(rows >= first[:, np.newaxis], 0.0, _MASKED).astype(np.float32)


def part(rows: Any, first: int, count: Any) -> Any:
    """`rows[:, first : first + count]` of `(G, R, d)`."""
    groups = rows.shape[0] if rows.shape[0] is not None else tf.shape(rows)[0]
    return tf.slice(rows, [0, first, 0], tf.stack([groups, count, rows.shape[2]]))


def after(rows: Any, first: int) -> Any:
    """`rows[:, first:]` of `(G, R, d)`, R and G fixed."""
    return part(rows, first, rows.shape[1] - first)


def tail(rows: Any, count: int) -> Any:
    """The last `count` rows of `(G, R, d)`."""
    return part(rows, tf.shape(rows)[1] - count, count)


def add(rows: Any, change: Any, rate: float, seed: Any) -> Any:
    """The residual connection, with dropout in training."""
    return rows + (change if seed is None else dropout(change, rate, seed))
