"""Adam as in TensorFlow 1, with state variables named as in TensorFlow 1."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import tensorflow as tf

from deepspeech_tf.checkpoint.averages import average_name
from deepspeech_tf.config import OptimizerConfig
from deepspeech_tf.fit.schedule import schedule_factor


class Adam:
    """Adam in the "epsilon hat" form (Kingma & Ba 2015, end of section 2).

    `lr_t = lr · sqrt(1 - beta2^t) / (1 - beta1^t)`, `w -= lr_t · m / (sqrt(v) + epsilon)`.

    With `ema_decay`, `averages` follow the weights: `a = d · a + (1 - d) · w` after each step, where d is the
    decay, but at most `(1 + t) / (10 + t)`, so that the first steps are soon forgotten.
    """

    def __init__(self, model_weights: Mapping[str, Any], config: OptimizerConfig) -> None:
        self._weights = dict(model_weights)
        self._config = config
        self._first = {name: _zeros_like(w) for name, w in self._weights.items()}
        self._second = {name: _zeros_like(w) for name, w in self._weights.items()}
        # Exponential moving averages of the weights by the weights' names; none without `ema_decay`.
        self.averages = (
            {name: tf.Variable(w, dtype=tf.float32, trainable=False) for name, w in self._weights.items()}
            if config.ema_decay
            else {}
        )
        self.beta1_power = _scalar(config.beta1)
        self.beta2_power = _scalar(config.beta2)
        self.learning_rate = _scalar(config.learning_rate)
        self.global_step = tf.Variable(0, dtype=tf.int64, trainable=False)

    def named_variables(self) -> dict[str, Any]:
        """The optimizer's state by checkpoint tensor name."""
        variables = {f"{name}/Adam": slot for name, slot in self._first.items()}
        variables |= {f"{name}/Adam_1": slot for name, slot in self._second.items()}
        variables |= {average_name(name): average for name, average in self.averages.items()}
        variables |= {
            "beta1_power": self.beta1_power,
            "beta2_power": self.beta2_power,
            "learning_rate": self.learning_rate,
            "global_step": self.global_step,
        }
        return variables

    @property
    def rate(self) -> Any:
        """Learning rate of the next step, with its schedule."""
        return self.learning_rate * schedule_factor(self._config, self.global_step)

    def apply(self, grads: Mapping[str, Any]) -> None:
        """Update the weights that `grads` has a gradient for, by name, and count a step."""
        if self._config.clip_norm:
            clipped, _ = tf.clip_by_global_norm(list(grads.values()), self._config.clip_norm)
            grads = dict(zip(grads, clipped, strict=True))
        rate = self.rate
        for name, grad in grads.items():
            tf.raw_ops.ResourceApplyAdam(
                var=self._weights[name].handle,
                m=self._first[name].handle,
                v=self._second[name].handle,
                beta1_power=self.beta1_power,
                beta2_power=self.beta2_power,
                lr=rate,
                beta1=self._config.beta1,
                beta2=self._config.beta2,
                epsilon=self._config.epsilon,
                grad=grad,
            )
        for power, beta in ((self.beta1_power, self._config.beta1), (self.beta2_power, self._config.beta2)):
            tf.raw_ops.AssignVariableOp(resource=power.handle, value=power * beta)
        self._update_averages()
        self.count_step()

    def _update_averages(self) -> None:
        step = tf.cast(self.global_step, tf.float32)
        decay = tf.minimum(self._config.ema_decay, (1.0 + step) / (10.0 + step))
        for name, average in self.averages.items():
            change = (self._weights[name].read_value() - average.read_value()) * (1.0 - decay)
            tf.raw_ops.AssignAddVariableOp(resource=average.handle, value=change)

    def count_step(self) -> None:
        """Count a step without touching weights or slots."""
        # Through its handle, as everywhere here: each replica updates its own copy of a variable.
        tf.raw_ops.AssignAddVariableOp(resource=self.global_step.handle, value=tf.constant(1, tf.int64))


def _zeros_like(weight: Any) -> Any:
    return tf.Variable(tf.zeros(weight.shape, tf.float32), trainable=False)


def _scalar(value: float) -> Any:
    return tf.Variable(value, dtype=tf.float32, trainable=False)
