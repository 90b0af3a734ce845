"""The matrix products of a training step alone, as a lower bound of its time."""

from __future__ import annotations

import time
from dataclasses import dataclass

import numpy as np
import tensorflow as tf

N_INPUTS = 494  # 19 frames of 26 coefficients


@dataclass(frozen=True)
class Product:
    """`count` products of `(rows, inner)` by `(inner, columns)`."""

    rows: int
    inner: int
    columns: int
    count: int = 1

    @property
    def flops(self) -> float:
        return 2.0 * self.rows * self.inner * self.columns * self.count


def step_products(n_hidden: int, n_classes: int, frames: int, batch: int) -> list[Product]:
    """Products of the forward and backward pass for `batch` utterances of `frames` frames.

    Forward each layer has one; backward one for its weights and, but for the first layer, one for its inputs.
    Of the LSTM those with its inputs are made over all frames at once; those with its state frame by frame,
    but for the gradient of the weights.
    """
    rows, gates = frames * batch, 4 * n_hidden
    layers = [(N_INPUTS, n_hidden), (n_hidden, n_hidden), (n_hidden, n_hidden), (n_hidden, gates)]
    layers += [(n_hidden, n_hidden), (n_hidden, n_classes)]
    products = []
    for place, (inputs, outputs) in enumerate(layers):
        products.append(Product(rows, inputs, outputs))
        products.append(Product(inputs, rows, outputs))
        if place:
            products.append(Product(rows, outputs, inputs))
    products.append(Product(batch, n_hidden, gates, frames))
    products.append(Product(batch, gates, n_hidden, frames))
    products.append(Product(n_hidden, rows, gates))
    return products


class BareProducts:
    """The products of a step, prepared for timing.

    Args:
        products: of `step_products`.
        dtype: float32 or bfloat16, of operands and results.
    """

    def __init__(self, products: list[Product], dtype: tf.DType) -> None:
        generator = np.random.default_rng(0)

        def matrix(rows: int, columns: int) -> tf.Tensor:
            return tf.cast(tf.constant(generator.standard_normal((rows, columns), np.float32)), dtype)

        self._work = [
            (matrix(one.rows, one.inner), matrix(one.inner, one.columns), one.count) for one in products
        ]

    def seconds(self) -> float:
        """Total time of all products."""
        started = time.perf_counter()
        for left, right, count in self._work:
            for _ in range(count):
                result = tf.matmul(left, right)
            result[0, 0].numpy()
        return time.perf_counter() - started
