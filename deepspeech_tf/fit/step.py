"""One compiled step of training or of evaluation on a batch."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import tensorflow as tf

from deepspeech_tf.data.batch import Batch
from deepspeech_tf.fit.adam import Adam
from deepspeech_tf.fit.loss_scale import LossScale
from deepspeech_tf.model.acoustic import AcousticModel
from deepspeech_tf.model.ctc import ctc_loss_time_major


class TrainStep:
    """Forward, backward and update on one batch; a pure function of weights, slots, global step and batch.

    The loss of a batch is the mean over its utterances. An utterance whose loss is not finite (too short for
    its transcript) is left out of that mean; its loss is returned as it is, so that the caller can name the
    file. If gradients are not finite all the same (features that hold NaN, a float16 that overflowed), the
    weights stay as they are. In each case the step counts.

    A model that computes in float16 wants a `loss_scale`.
    """

    def __init__(
        self, model: AcousticModel, optimizer: Adam, seed: int, loss_scale: LossScale | None = None
    ) -> None:
        self._model, self._optimizer, self._seed = model, optimizer, seed
        self._loss_scale = loss_scale
        self._weights = model.named_weights()
        self._compiled = tf.function(self._step, input_signature=_signature(model))

    @property
    def traces(self) -> int:
        """How often the step was traced: once, whatever the shapes."""
        return int(self._compiled.experimental_get_tracing_count())

    @property
    def learning_rate(self) -> float:
        """Learning rate of the next step."""
        return float(self._optimizer.rate.numpy())

    def __call__(self, batch: Batch) -> npt.NDArray[np.float32]:
        """Train on `batch`; the loss of each of its utterances, `(B,)`."""
        losses: npt.NDArray[np.float32] = self._compiled(*_arguments(batch)).numpy()
        return losses

    def _step(self, features: Any, feature_lengths: Any, labels: Any, label_lengths: Any) -> Any:
        step_seed = tf.random.fold_in(
            tf.constant([self._seed & 0x7FFFFFFF, 0], tf.int32),
            tf.cast(self._optimizer.global_step, tf.int32),
        )
        with tf.GradientTape() as tape:
            logits = self._model.time_major(features, step_seed)
            losses = ctc_loss_time_major(logits, feature_lengths, labels, label_lengths)
            finite = tf.math.is_finite(losses)
            count = tf.maximum(tf.reduce_sum(tf.cast(finite, tf.float32)), 1.0)
            mean = tf.reduce_sum(tf.where(finite, losses, 0.0)) / count
            scale = 1.0 if self._loss_scale is None else self._loss_scale.scale.value()
            scaled = mean * scale
        grads = dict(zip(self._weights, tape.gradient(scaled, list(self._weights.values())), strict=True))
        if self._loss_scale is not None:
            grads = {name: grad / scale for name, grad in grads.items()}
        # One number that is finite if and only if every gradient is (short of overflow).
        total = tf.add_n([tf.reduce_sum(grad) for grad in grads.values()])
        good = tf.math.is_finite(total)
        tf.cond(good, lambda: self._optimizer.apply(grads), self._optimizer.count_step)
        if self._loss_scale is not None:
            self._loss_scale.update(good)
        return losses


class EvalStep:
    """Losses and probabilities of a batch, without dropout."""

    def __init__(self, model: AcousticModel) -> None:
        self._model = model
        self._compiled = tf.function(self._step, input_signature=_signature(model))

    def __call__(self, batch: Batch) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]:
        """Loss of each utterance `(B,)` and probabilities `(B, T, C)`, blank last."""
        losses, probs = self._compiled(*_arguments(batch))
        return losses.numpy(), probs.numpy()

    def _step(self, features: Any, feature_lengths: Any, labels: Any, label_lengths: Any) -> tuple[Any, Any]:
        logits = self._model.time_major(features)
        losses = ctc_loss_time_major(logits, feature_lengths, labels, label_lengths)
        return losses, tf.transpose(tf.nn.softmax(logits), [1, 0, 2])


def _signature(model: AcousticModel) -> list[Any]:
    """Free in B, T and U: one trace serves batches of every shape."""
    return [
        tf.TensorSpec([None, None, model.config.n_cepstra], tf.float32),
        tf.TensorSpec([None], tf.int32),
        tf.TensorSpec([None, None], tf.int32),
        tf.TensorSpec([None], tf.int32),
    ]


def _arguments(batch: Batch) -> tuple[Any, Any, Any, Any]:
    arrays = (batch.features, batch.feature_lengths, batch.labels, batch.label_lengths)
    features, feature_lengths, labels, label_lengths = (tf.convert_to_tensor(array) for array in arrays)
    return features, feature_lengths, labels, label_lengths
