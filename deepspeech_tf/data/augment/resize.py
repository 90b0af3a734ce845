"""Bilinear resizing of one axis, by the rule of TensorFlow 1 (no aligned corners, no half-pixel centres)."""

from __future__ import annotations

import numpy as np

from deepspeech_tf.data.augment.base import Array


def resize_rows(data: Array, size: int) -> Array:
    """Resizes the first axis to `size`; row i of the result lies at row i * rows / size of `data`."""
    rows = len(data)
    positions = np.arange(size) * (rows / size)
    lower = np.minimum(positions.astype(np.int64), rows - 1)
    upper = np.minimum(lower + 1, rows - 1)
    share = (positions - lower).astype(np.float32)[:, np.newaxis]
    below: Array = data[lower]
    below += (data[upper] - below) * share
    return below
