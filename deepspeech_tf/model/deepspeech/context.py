"""Context windows: each frame together with the frames before and after it."""

from __future__ import annotations

from typing import Any

import keras
import tensorflow as tf


class ContextWindows(keras.layers.Layer):  # type: ignore[misc]  # Keras has no types
    """Concatenates every frame with the `n_context` frames on each side of it.

    Frames that do not exist are zeros (not silence).

    Input shape: `(T, B, n_cepstra)`.
    Output shape: `(T, B, (2 * n_context + 1) * n_cepstra)`, frames in temporal order.
    """

    def __init__(self, n_context: int, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.n_context = n_context

    def call(self, frames: Any) -> Any:
        padded = tf.pad(frames, [[self.n_context, self.n_context], [0, 0], [0, 0]])
        return self._slide(padded, tf.shape(frames)[0])

    def step(self, frames: Any, history: Any) -> tuple[Any, Any]:
        """Windows of one chunk of a stream, delayed by `n_context` frames.

        Args:
            frames: the next frames, `(n, B, n_cepstra)`; at the end of a stream, `n_context` zero frames.
            history: the `2 * n_context` frames before them, `(2 * n_context, B, n_cepstra)`, initially zeros.

        Returns:
            Windows `(n, B, …)` around the frames `n_context` before each of `frames`, and the history for the
            next step. The first `n_context` windows of a stream are before its beginning.
        """
        joined = tf.concat([history, frames], axis=0)
        count = tf.shape(frames)[0]
        return self._slide(joined, count), joined[count:]

    def _slide(self, padded: Any, count: Any) -> Any:
        width = 2 * self.n_context + 1
        return tf.concat([padded[offset : offset + count] for offset in range(width)], axis=2)
