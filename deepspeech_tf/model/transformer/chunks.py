"""Divides whole utterances into chunks, each with the rows before it."""

from __future__ import annotations

from typing import Any

import tensorflow as tf


def rows_before(chunks: Any, rows: int) -> Any:
    """The rows before each chunk; zeros before the first one.

    Args:
        chunks: `(B, n, C, d)`.
        rows: how many rows: at most C, or a multiple of C.

    Returns:
        `(B * n, rows, d)`.
    """
    size, width = chunks.shape[2], chunks.shape[3]
    batch, n_chunks = tf.shape(chunks)[0], tf.shape(chunks)[1]
    count = -(-rows // size)
    padded = tf.pad(chunks, [[0, 0], [count, 0], [0, 0], [0, 0]])
    shifted = [padded[:, first : first + n_chunks] for first in range(count)]
    joined = tf.concat(shifted, axis=2) if shifted else chunks[:, :, :0]
    return tf.reshape(joined, [batch * n_chunks, count * size, width])[:, count * size - rows :]


def with_right_context(chunks: Any, after: Any, rows: int) -> Any:
    """Appends to each chunk the rows after it.

    Args:
        chunks: `(B, n, C, d)`.
        after: rows after the last chunk, `(B, rows, d)`.
        rows: how many rows.

    Returns:
        `(B * n, C + rows, d)`.
    """
    size, width = chunks.shape[2], chunks.shape[3]
    batch, n_chunks = tf.shape(chunks)[0], tf.shape(chunks)[1]
    count = -(-rows // size)
    all_rows = tf.concat([to_rows(chunks), after], axis=1)
    padded = tf.pad(all_rows, [[0, 0], [0, count * size - rows], [0, 0]])
    shifted = to_chunks(padded, size)
    joined = tf.concat([shifted[:, first : first + n_chunks] for first in range(count + 1)], axis=2)
    return tf.reshape(joined, [batch * n_chunks, (count + 1) * size, width])[:, : size + rows]


def to_chunks(values: Any, size: int) -> Any:
    """`(B, n * size, d)` to `(B, n, size, d)`."""
    shape = tf.shape(values)
    return tf.reshape(values, [shape[0], shape[1] // size, size, values.shape[2]])


def to_rows(chunks: Any) -> Any:
    """`(B, n, size, d)` to `(B, n * size, d)`."""
    shape = tf.shape(chunks)
    return tf.reshape(chunks, [shape[0], shape[1] * chunks.shape[2], chunks.shape[3]])
