"""Each layer against its slow reference, and stepping against the whole call."""

import numpy as np
import pytest
import tensorflow as tf

from deepspeech_tf.model.deepspeech.context import ContextWindows
from deepspeech_tf.model.deepspeech.lstm import Lstm
from deepspeech_tf.model.deepspeech.recurrence import lstm_sequence
from deepspeech_tf.model.dense import ClippedDense, clipped_relu
from deepspeech_tf.model.dropout import dropout
from tests.model import reference


def normal(*shape, seed=0):
    return np.random.default_rng(seed).normal(size=shape).astype(np.float32)


@pytest.mark.parametrize("frames", [1, 5, 40])
def test_context_windows(frames):
    x = normal(frames, 2, 3)
    got = ContextWindows(9)(tf.constant(x)).numpy()
    for b in range(2):
        np.testing.assert_array_equal(got[:, b], reference.context_windows(x[:, b], 9))


@pytest.mark.parametrize("chunk", [1, 16])
def test_context_windows_in_steps(chunk):
    x = normal(48, 2, 3)
    layer = ContextWindows(9)
    whole = layer(tf.constant(x)).numpy()
    stream = np.concatenate([x, np.zeros((16, 2, 3), np.float32)])
    history, windows = tf.zeros([18, 2, 3]), []
    for start in range(0, len(stream), chunk):
        out, history = layer.step(tf.constant(stream[start : start + chunk]), history)
        windows.append(out.numpy())
    np.testing.assert_array_equal(np.concatenate(windows)[9 : 9 + 48], whole)


@pytest.mark.parametrize("norm", [False, True])
def test_clipped_dense(norm):
    layer = ClippedDense(7, 5, 1, clip=1.5, rate=0.0, layer_norm=norm)
    weights = {f"x/{name}": value for name, value in layer.named_weights().items()}
    for number, variable in enumerate(weights.values()):
        variable.assign(normal(*variable.shape, seed=number))
    x = normal(30, 7, seed=9)
    expected = reference.clipped_dense(x, {k: v.numpy() for k, v in weights.items()}, "x", 1.5)
    assert (expected == 1.5).any() or norm
    np.testing.assert_allclose(layer(tf.constant(x)).numpy(), expected, atol=2e-5)


def test_gradient_of_clipping():
    x = tf.constant([[-1.0, 0.0, 0.5, 3.0]])
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = clipped_relu(x, 2.0)
    np.testing.assert_array_equal(tape.gradient(y, x).numpy(), [[0.0, 0.0, 1.0, 0.0]])


def test_lstm():
    layer = Lstm(5, 4, 1)
    layer.bias.assign(normal(16))
    x = normal(20, 3, 5)
    whole = layer(tf.constant(x)).numpy()
    for b in range(3):
        expected = reference.lstm(x[:, b], layer.kernel.numpy(), layer.bias.numpy())
        np.testing.assert_allclose(whole[:, b], expected, atol=1e-5)
    state, parts = layer.zero_state(3), []
    for start in range(0, 20, 8):
        out, state = layer.step(tf.constant(x[start : start + 8]), state)
        parts.append(out.numpy())
    np.testing.assert_allclose(np.concatenate(parts), whole, atol=1e-6)


def test_gradient_of_lstm_equals_automatic_differentiation():
    shapes = ((7, 3, 5), (9, 16), (16,), (3, 4), (3, 4))
    arguments = [tf.constant(normal(*shape, seed=n) * 0.7) for n, shape in enumerate(shapes)]
    weighting = normal(7, 3, 4, seed=5)

    def by_hand(inputs, kernel, bias, c, h):
        return lstm_sequence(inputs, kernel, bias, c, h)[0]

    def plain(inputs, kernel, bias, c, h):
        outputs = []
        for t in range(7):
            i, j, f, o = tf.split(tf.matmul(tf.concat([inputs[t], h], 1), kernel) + bias, 4, axis=1)
            c = tf.sigmoid(f) * c + tf.sigmoid(i) * tf.tanh(j)
            h = tf.sigmoid(o) * tf.tanh(c)
            outputs.append(h)
        return tf.stack(outputs)

    def gradients(function):
        @tf.function
        def run(*values):
            with tf.GradientTape() as tape:
                tape.watch(values)
                y = tf.reduce_sum(function(*values) * weighting)
            return tape.gradient(y, values)

        return run(*arguments)

    for got, expected in zip(gradients(by_hand), gradients(plain), strict=True):
        np.testing.assert_allclose(got.numpy(), expected.numpy(), rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("rate", [0.05, 0.5])
def test_dropout(rate):
    x = tf.ones([301, 307])
    y = dropout(x, rate, tf.constant([1, 2])).numpy()
    assert np.mean(y == 0.0) == pytest.approx(rate, abs=0.01)
    assert y.max() == pytest.approx(1 / (1 - rate), rel=1e-4)
    assert y.mean() == pytest.approx(1.0, abs=0.02)
    np.testing.assert_array_equal(y, dropout(x, rate, tf.constant([1, 2])).numpy())
    assert (y != dropout(x, rate, tf.constant([1, 3])).numpy()).any()
    # Neighbours share a random number; they must not share a decision.
    assert np.corrcoef(y[:, :-1].ravel(), y[:, 1:].ravel())[0, 1] == pytest.approx(0.0, abs=0.02)


def test_no_dropout_at_rate_zero():
    x = tf.constant(normal(3, 4))
    np.testing.assert_array_equal(dropout(x, 0.0, tf.constant([1, 2])).numpy(), x.numpy())
