"""One compiled step of training or of evaluation on a batch."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import tensorflow as tf

from deepspeech_tf.data.batch import Batch
from deepspeech_tf.errors import ConfigError
from deepspeech_tf.fit.adam import Adam
from deepspeech_tf.fit.loss_scale import LossScale
from deepspeech_tf.fit.parts import gathered, part_signature, parts_of
from deepspeech_tf.fit.replicas import Replicas
from deepspeech_tf.model.ctc import ctc_loss
from deepspeech_tf.model.encoder import Encoder


class TrainStep:
    """Forward, backward and update on one batch; a pure function of weights, slots, global step and batch.

    The loss of a batch is the mean over its utterances of the CTC loss and what the encoder adds to it. An
    utterance whose CTC loss is not finite (too short for its transcript) is left out of that mean; its CTC
    loss is returned unchanged, so that the caller can name the file. If gradients are not finite nevertheless
    (NaN in the features, an overflow in float16), the weights are not changed. The step counts in both cases.

    With `trained_layers`, only weights of that many layers change, counted from the output; gradients of the
    others are not computed.

    A model that computes in float16 needs a `loss_scale`. `replicas` share the rows of a batch; the step
    is then the same as on one device, except for dropout masks and rounding.
    """

    def __init__(
        self,
        model: Encoder,
        optimizer: Adam,
        seed: int,
        loss_scale: LossScale | None = None,
        replicas: Replicas | None = None,
        trained_layers: int = 0,
    ) -> None:
        self._model, self._optimizer, self._seed = model, optimizer, seed
        self._loss_scale = loss_scale
        self._replicas = replicas or Replicas()
        self._weights = last_layers(model, trained_layers)
        self._compiled = tf.function(self._step, input_signature=part_signature(model, self._replicas))
        self._dry: Any = None

    @property
    def traces(self) -> int:
        """Number of traces of the step: one for all shapes."""
        return int(self._compiled.experimental_get_tracing_count())

    @property
    def learning_rate(self) -> float:
        """Learning rate of the next step."""
        return float(self._optimizer.rate.numpy())

    def __call__(self, batch: Batch) -> npt.NDArray[np.float32]:
        """Train on `batch`; the loss of each of its utterances, `(B,)`."""
        losses = self._replicas.step(self._compiled, parts_of(batch, self._replicas))
        result: npt.NDArray[np.float32] = losses.numpy()
        return result

    def dry_run(self, batch: Batch) -> None:
        """Computes a step without applying its gradients, to test whether it fits into memory."""
        if self._dry is None:
            self._dry = tf.function(
                self._dry_step, input_signature=part_signature(self._model, self._replicas)
            )
        self._replicas.step(self._dry, parts_of(batch, self._replicas)).numpy()

    def _dry_step(self, parts: Any) -> Any:
        """A scalar that depends on every gradient, so that TensorFlow computes all of them."""

        def of_replica(*part: Any) -> Any:
            _, grads = self._gradients(*part)
            return tf.add_n([tf.reduce_sum(grad) for grad in grads.values()])

        return self._replicas.run(of_replica, parts)[0]

    def _step(self, parts: Any) -> Any:
        return self._replicas.run(self._replica_step, parts)[0]

    def _replica_step(
        self, features: Any, feature_lengths: Any, labels: Any, label_lengths: Any, place: Any
    ) -> Any:
        """Run the step of one replica on its part of the batch; returns the losses of the whole batch."""
        every_loss, grads = self._gradients(features, feature_lengths, labels, label_lengths, place)
        # One number that is finite if and only if every gradient is finite (except for overflow).
        total = tf.add_n([tf.reduce_sum(grad) for grad in grads.values()])
        good = tf.math.is_finite(total)
        tf.cond(good, lambda: self._optimizer.apply(grads), self._optimizer.count_step)
        if self._loss_scale is not None:
            self._loss_scale.update(good)
        return every_loss

    def _gradients(
        self, features: Any, feature_lengths: Any, labels: Any, label_lengths: Any, place: Any
    ) -> tuple[Any, dict[str, Any]]:
        """Losses of the whole batch, and gradients of all replicas together."""
        step_seed = tf.random.fold_in(
            tf.constant([self._seed & 0x7FFFFFFF, 0], tf.int32),
            tf.cast(self._optimizer.global_step, tf.int32),
        )
        with tf.GradientTape() as tape:
            logits, lengths, added = self._model.training_call(
                features, feature_lengths, self._replicas.own_seed(step_seed)
            )
            losses = ctc_loss(logits, lengths, labels, label_lengths)[: place[1]]
            every_loss = gathered(tf.stop_gradient(losses), place, self._replicas)
            count = tf.maximum(tf.reduce_sum(tf.cast(tf.math.is_finite(every_loss), tf.float32)), 1.0)
            total = losses if added is None else losses + added[: place[1]]
            mean = tf.reduce_sum(tf.where(tf.math.is_finite(losses), total, 0.0)) / count
            scale = 1.0 if self._loss_scale is None else self._loss_scale.scale.value()
            scaled = mean * scale
        own_grads = tape.gradient(scaled, list(self._weights.values()))
        grads = dict(zip(self._weights, self._replicas.sum(own_grads), strict=True))
        if self._loss_scale is not None:
            grads = {name: grad / scale for name, grad in grads.items()}
        return every_loss, grads


def last_layers(model: Encoder, count: int) -> dict[str, Any]:
    """The weights of the last `count` layers by name; of all layers if `count` is 0.

    Raises:
        ConfigError: if the encoder has fewer layers.
    """
    layers = tuple(model.layer_prefixes)
    if count > len(layers):
        raise ConfigError(
            f"trained_layers must be at most the {len(layers)} layers of this encoder. Received: {count}",
            {"trained_layers": "TrainingConfig.trained_layers"},
        )
    chosen = layers[-count:]  # all for 0
    return {name: weight for name, weight in model.named_weights().items() if name.startswith(chosen)}


class EvalStep:
    """Losses and probabilities of a batch, without dropout.

    Args:
        model: the encoder.
        replicas: devices that share the rows of a batch.
        averages: variables by the names of the weights that they replace; none: the weights are used.
    """

    def __init__(
        self, model: Encoder, replicas: Replicas | None = None, averages: Mapping[str, Any] | None = None
    ) -> None:
        self._model = model
        self._averages = averages or {}
        self.replicas = replicas or Replicas()
        self._compiled = tf.function(self._step, input_signature=part_signature(model, self.replicas))

    def __call__(
        self, batch: Batch
    ) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.float32], npt.NDArray[np.int32]]:
        """Loss of each utterance `(B,)`, probabilities `(B, rows, C)`, blank last, rows of each `(B,)`.

        With several workers, all values except the losses are only those of this worker's utterances.
        """
        losses, probs, lengths = self.replicas.step(self._compiled, parts_of(batch, self.replicas))
        return (
            losses.numpy(),
            _joined([one.numpy() for one in probs]),
            np.concatenate([one.numpy() for one in lengths]),
        )

    def _step(self, parts: Any) -> tuple[Any, list[Any], list[Any]]:
        results = self.replicas.run(self._replica_step, parts)
        return results[0][0], [one[1] for one in results], [one[2] for one in results]

    def _replica_step(
        self, features: Any, feature_lengths: Any, labels: Any, label_lengths: Any, place: Any
    ) -> tuple[Any, Any, Any]:
        logits, lengths = self._logits(features, feature_lengths)
        losses = ctc_loss(logits, lengths, labels, label_lengths)
        own = slice(place[1])
        return gathered(losses[own], place, self.replicas), tf.nn.softmax(logits)[own], lengths[own]

    def _logits(self, features: Any, lengths: Any) -> tuple[Any, Any]:
        if not self._averages:
            return self._model(features, lengths)  # type: ignore[no-any-return]  # Keras has no types
        weights = {name: average.read_value() for name, average in self._averages.items()}
        with self._model.with_weights(weights):
            return self._model(features, lengths)  # type: ignore[no-any-return]


def _joined(parts: list[npt.NDArray[np.float32]]) -> npt.NDArray[np.float32]:
    """Rows `(n, T, C)` of several parts in one array, zeros after the end of shorter ones."""
    if len(parts) == 1:
        return parts[0]
    frames = max(part.shape[1] for part in parts)
    return np.concatenate([np.pad(part, ((0, 0), (0, frames - part.shape[1]), (0, 0))) for part in parts])
