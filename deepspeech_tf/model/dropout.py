"""Inverted dropout whose mask is a pure function of a seed, so that a resumed run reproduces it."""

from __future__ import annotations

from typing import Any

import tensorflow as tf

_LEVELS = 65536  # a mask element is decided by 16 random bits


def dropout(values: Any, rate: float, seed: Any) -> Any:
    """Sets elements to zero with probability `rate` and divides the others by `1 - rate`.

    Args:
        values: any shape.
        rate: in [0, 1); resolved to 1/65536.
        seed: `(2,)` int32. The same seed gives the same mask for values of the same shape.
    """
    threshold = round(rate * _LEVELS)
    if threshold == 0:
        return values
    shape = tf.shape(values)
    size = tf.size(values)
    # Each 32-bit random number is used for two elements, because generating them dominates the cost on a CPU.
    words = tf.random.stateless_uniform(((size + 1) // 2,), seed, minval=None, maxval=None, dtype=tf.uint32)
    bits = tf.reshape(tf.bitcast(words, tf.uint16), [-1])[:size]
    kept = tf.reshape(tf.cast(tf.cast(bits, tf.int32) >= threshold, tf.float32), shape)
    # In float32: rounded to the 8 bits of bfloat16, the factor would be off by the same 0.2 % everywhere.
    return tf.cast(tf.cast(values, tf.float32) * (kept * (_LEVELS / (_LEVELS - threshold))), values.dtype)
