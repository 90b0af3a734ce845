"""Learning-rate schedules and clipping."""

import numpy as np
import pytest
import tensorflow as tf

from deepspeech_tf.config import OptimizerConfig
from deepspeech_tf.errors import ConfigError
from deepspeech_tf.fit.adam import Adam
from deepspeech_tf.fit.schedule import schedule_factor


def factors(config, steps):
    return [float(schedule_factor(config, tf.constant(step, tf.int64))) for step in steps]


def test_constant():
    assert factors(OptimizerConfig(), [0, 10, 10**6]) == [1.0, 1.0, 1.0]


def test_warmup():
    config = OptimizerConfig(warmup_steps=4)
    assert factors(config, range(6)) == pytest.approx([0.25, 0.5, 0.75, 1.0, 1.0, 1.0])


def test_cosine():
    config = OptimizerConfig(schedule="cosine", warmup_steps=10, decay_steps=100)
    assert factors(config, [9, 10, 60, 110, 500]) == pytest.approx([1.0, 1.0, 0.5, 0.0, 0.0], abs=1e-6)


def test_exponential():
    config = OptimizerConfig(schedule="exponential", decay_steps=50, decay_rate=0.1)
    assert factors(config, [0, 50, 75, 100]) == pytest.approx([1.0, 0.1, 0.1**1.5, 0.01])


def test_adam_follows_the_schedule():
    weight = tf.Variable([1.0])
    adam = Adam({"w": weight}, OptimizerConfig(learning_rate=0.1, warmup_steps=10))
    assert float(adam.rate) == pytest.approx(0.01)
    adam.apply({"w": tf.constant([5.0])})  # the first step of Adam moves by the learning rate
    assert weight.numpy() == pytest.approx([0.99], rel=1e-5)
    assert float(adam.rate) == pytest.approx(0.02)


def test_clipping():
    gradient = np.array([3.0, 4.0])
    small, large = (
        {"w": tf.constant(gradient * scale, tf.float32)} for scale in (0.1, 100.0)
    )  # norms 0.5 and 500
    for grads, kept in ((small, 0.1), (large, 0.2)):
        adam = Adam({"w": tf.Variable([0.0, 0.0])}, OptimizerConfig(clip_norm=1.0))
        adam.apply(grads)
        first_moment = adam.named_variables()["w/Adam"].numpy()
        np.testing.assert_allclose(first_moment, 0.1 * gradient * kept, rtol=1e-5)


@pytest.mark.parametrize(
    "settings",
    [
        {"schedule": "linear"},
        {"schedule": "cosine"},
        {"schedule": "exponential", "decay_steps": 10, "decay_rate": 0.0},
        {"warmup_steps": -1},
        {"clip_norm": float("nan")},
    ],
)
def test_bad_settings(settings):
    with pytest.raises(ConfigError, match="Received"):
        OptimizerConfig(**settings)
