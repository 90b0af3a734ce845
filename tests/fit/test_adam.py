"""Adam against its equations, and the names of its state."""

import numpy as np
import tensorflow as tf

from deepspeech_tf.config import OptimizerConfig
from deepspeech_tf.fit.adam import Adam


def test_names():
    adam = Adam({"layer_1/bias": tf.Variable([1.0, 2.0])}, OptimizerConfig())
    variables = adam.named_variables()
    assert set(variables) == {
        "layer_1/bias/Adam",
        "layer_1/bias/Adam_1",
        "beta1_power",
        "beta2_power",
        "global_step",
        "learning_rate",
    }
    assert variables["global_step"].dtype == tf.int64
    assert variables["beta1_power"].numpy() == np.float32(0.9)
    assert variables["beta2_power"].numpy() == np.float32(0.999)


def test_equals_equations():
    config = OptimizerConfig(learning_rate=0.05, beta1=0.8, beta2=0.95, epsilon=1e-2)
    generator = np.random.default_rng(0)
    w = generator.normal(size=(3, 4))
    weight = tf.Variable(w, dtype=tf.float32)
    adam = Adam({"w": weight}, config)
    m, v = np.zeros_like(w), np.zeros_like(w)
    for t in range(1, 6):
        g = generator.normal(size=w.shape)
        m = 0.8 * m + 0.2 * g
        v = 0.95 * v + 0.05 * g**2
        w = w - 0.05 * np.sqrt(1 - 0.95**t) / (1 - 0.8**t) * m / (np.sqrt(v) + 1e-2)
        adam.apply({"w": tf.constant(g, tf.float32)})
    np.testing.assert_allclose(weight.numpy(), w, rtol=1e-5)
    variables = adam.named_variables()
    np.testing.assert_allclose(variables["w/Adam"].numpy(), m, rtol=1e-5)
    np.testing.assert_allclose(variables["w/Adam_1"].numpy(), v, rtol=1e-5)
    assert variables["global_step"].numpy() == 5
    np.testing.assert_allclose(variables["beta1_power"].numpy(), 0.8**6, rtol=1e-6)


def test_learning_rate_is_read_at_every_step():
    weight = tf.Variable([1.0])
    adam = Adam({"w": weight}, OptimizerConfig())
    adam.named_variables()["learning_rate"].assign(0.0)
    adam.apply({"w": tf.constant([1.0])})
    assert weight.numpy() == [1.0]


def test_averages_follow_the_weights():
    weight = tf.Variable([1.0, -2.0])
    adam = Adam({"w": weight}, OptimizerConfig(learning_rate=0.1, ema_decay=0.4))
    variables = adam.named_variables()
    assert "w/ExponentialMovingAverage" in variables
    average = np.array([1.0, -2.0])
    for step in range(8):
        adam.apply({"w": tf.constant([1.0, 0.5])})
        decay = min(0.4, (1 + step) / (10 + step))
        average = decay * average + (1 - decay) * weight.numpy()
        np.testing.assert_allclose(variables["w/ExponentialMovingAverage"].numpy(), average, rtol=1e-6)
