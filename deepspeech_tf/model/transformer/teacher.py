"""The loss by which the streaming encoder imitates the encoder that sees whole utterances."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import tensorflow as tf

from deepspeech_tf.model.transformer.config import POSITIONS, SUBSAMPLING


class Teacher:
    """Outputs of Whisper's encoder as a target in training.

    Whisper's attention covers the whole recording. The limited attention of a stream changes the outputs at
    first, and the transcripts of a few hours of speech teach a network of this size little. The outputs of
    the unlimited encoder are a target with many values per second of speech (Hinton et al. 2015).

    Args:
        outputs: features `(B, T, n_features)`, T even and at most 3000, to `(B, T / 2, width)`.
        strength: weight of the loss.
    """

    def __init__(self, outputs: Callable[[Any], Any], strength: float) -> None:
        self._outputs = outputs
        self._strength = strength

    def loss(self, features: Any, outputs: Any, rows: Any) -> Any:
        """The squared error relative to the squares of the target, times rows and strength.

        Args:
            features: `(B, T, n_features)`, silence after the end of each utterance.
            outputs: of the encoder that learns, `(B, ceil(T / 2), width)`.
            rows: of each utterance, `(B,)`. Rows beyond 30 seconds do not count.

        Returns:
            `(B,)` float32.
        """
        count = tf.minimum(tf.shape(outputs)[1], POSITIONS)
        missing = tf.maximum(SUBSAMPLING * count - tf.shape(features)[1], 0)
        whole = tf.pad(features[:, : SUBSAMPLING * count], [[0, 0], [0, missing], [0, 0]])
        target = tf.stop_gradient(self._outputs(whole))
        used = tf.sequence_mask(tf.minimum(rows, count), count, tf.float32)
        change = tf.cast(outputs[:, :count], tf.float32) - target
        error = tf.reduce_sum(tf.reduce_sum(change**2, axis=2) * used, axis=1)
        size = tf.reduce_sum(tf.reduce_sum(target**2, axis=2) * used, axis=1)
        return self._strength * tf.cast(rows, tf.float32) * error / tf.maximum(size, 1e-6)
