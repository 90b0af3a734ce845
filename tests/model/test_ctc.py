"""The CTC loss compared with the forward algorithm, and for impossible utterances."""

import numpy as np
import pytest
import tensorflow as tf

from deepspeech_tf.model.ctc import ctc_loss
from tests.model import reference


def pad(rows):
    padded = np.zeros((len(rows), max(map(len, rows))), np.int32)
    for number, row in enumerate(rows):
        padded[number, : len(row)] = row
    return tf.constant(padded), tf.constant([len(row) for row in rows], tf.int32)


def loss_and_gradient(logits, lengths, rows):
    logits = tf.constant(logits, tf.float32)
    with tf.GradientTape() as tape:
        tape.watch(logits)
        losses = ctc_loss(logits, tf.constant(lengths, tf.int32), *pad(rows))
        finite = tf.where(tf.math.is_finite(losses), losses, 0.0)
    return losses.numpy(), tape.gradient(finite, logits).numpy()


def logits_of(batch, frames, classes, seed=0):
    return np.random.default_rng(seed).normal(size=(batch, frames, classes)) * 2


def test_equals_forward_algorithm():
    rows = [[0, 1, 2], [2, 2, 1, 0, 0], [3], [], [4, 4, 4]]
    lengths = [12, 9, 1, 4, 5]
    logits = logits_of(5, 12, 6)
    losses, _ = loss_and_gradient(logits, lengths, rows)
    expected = [reference.ctc_loss(x[:n], row) for x, n, row in zip(logits, lengths, rows, strict=True)]
    np.testing.assert_allclose(losses, expected, rtol=1e-5)


def test_gradient_by_differences():
    logits, rows, lengths = logits_of(1, 6, 4), [[1, 1, 0]], [5]
    _, gradient = loss_and_gradient(logits, lengths, rows)
    for t in range(6):
        for k in range(4):
            moved = [logits.copy(), logits.copy()]
            moved[0][0, t, k] -= 1e-5
            moved[1][0, t, k] += 1e-5
            low, high = (reference.ctc_loss(m[0, :5], rows[0]) for m in moved)
            assert gradient[0, t, k] == pytest.approx((high - low) / 2e-5, abs=1e-4)


def test_impossible_utterances_have_loss_inf_and_no_gradient():
    rows = [[1, 2], [1, 1, 2], [0, 1, 2, 3], [0]]
    losses, gradient = loss_and_gradient(logits_of(4, 4, 5), [4, 3, 3, 0], rows)
    assert np.isfinite(losses[0])
    assert np.isposinf(losses[1:]).all()
    assert np.isfinite(gradient).all()
    assert gradient[0].any()
    assert not gradient[1:].any()
