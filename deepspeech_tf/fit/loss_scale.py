"""Loss scaling for float16, which prevents underflow of small gradients."""

from __future__ import annotations

from typing import Any

import tensorflow as tf

# Names in checkpoints: those that automatic mixed precision of TensorFlow 1 gave it.
LOSS_SCALE = ("current_loss_scale", "good_steps")
INITIAL_SCALE = 2.0**15
MAX_SCALE = 2.0**24
GROWTH_STEPS = 2000  # good steps after which the scale doubles


class LossScale:
    """Multiplies the loss by a number that is as large as gradients allow (Micikevicius et al. 2018).

    It doubles after `GROWTH_STEPS` steps with finite gradients and halves, down to 1, at a step without;
    always a power of 2, so that division by it is exact.
    """

    def __init__(self) -> None:
        self.scale = tf.Variable(INITIAL_SCALE, dtype=tf.float32, trainable=False)
        self._good_steps = tf.Variable(0, dtype=tf.int64, trainable=False)

    def named_variables(self) -> dict[str, Any]:
        """The state by checkpoint tensor name."""
        return dict(zip(LOSS_SCALE, (self.scale, self._good_steps), strict=True))

    def update(self, finite: Any) -> None:
        """Updates the scale after a step; `finite`, a scalar bool: whether all gradients were finite."""
        good = tf.where(finite, self._good_steps + 1, 0)
        grown = good >= GROWTH_STEPS
        factor = tf.where(finite, tf.where(grown, 2.0, 1.0), 0.5)
        tf.raw_ops.AssignVariableOp(
            resource=self.scale.handle, value=tf.clip_by_value(self.scale * factor, 1.0, MAX_SCALE)
        )
        tf.raw_ops.AssignVariableOp(
            resource=self._good_steps.handle, value=tf.where(grown, tf.zeros_like(good), good)
        )
