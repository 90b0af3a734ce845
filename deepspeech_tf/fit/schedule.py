"""Learning-rate schedules: warm-up, then constant or decay."""

from __future__ import annotations

import math
from typing import Any

import tensorflow as tf

from deepspeech_tf.config import OptimizerConfig


def schedule_factor(config: OptimizerConfig, step: Any) -> Any:
    """Factor on the learning rate at `step` (a scalar tensor, counted from 0): float32 in [0, 1].

    It depends only on the step, so that a resumed run continues exactly as an uninterrupted one.
    """
    factor = tf.constant(1.0)
    step = tf.cast(step, tf.float32)
    if config.warmup_steps:
        factor *= tf.minimum((step + 1.0) / config.warmup_steps, 1.0)
    if config.schedule != "constant":
        position = tf.maximum(step - config.warmup_steps, 0.0) / config.decay_steps
        if config.schedule == "cosine":
            factor *= 0.5 * (1.0 + tf.cos(math.pi * tf.minimum(position, 1.0)))
        else:
            factor *= tf.pow(tf.constant(config.decay_rate), position)
    return factor
