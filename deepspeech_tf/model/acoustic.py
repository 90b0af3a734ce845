"""The acoustic model of DeepSpeech: MFCC frames in, one logit per label and for the blank out."""

from __future__ import annotations

from typing import Any

import keras
import tensorflow as tf

from deepspeech_tf.config import ModelConfig
from deepspeech_tf.model.context import ContextWindows
from deepspeech_tf.model.dense import ClippedDense, Linear
from deepspeech_tf.model.lstm import Lstm

# Prefix of the LSTM's variables in checkpoints.
LSTM_NAME = "cudnn_lstm/rnn/multi_rnn_cell/cell_0/cudnn_compatible_lstm_cell"


class AcousticModel(keras.Model):  # type: ignore[misc]  # Keras has no types
    """Three dense layers over context windows, an LSTM, and two dense layers (after Hannun et al. 2014).

    There is no `layer_4` among the variables: the fourth layer is the LSTM.

    Input shape: `(B, T, n_cepstra)`, zero frames after an utterance's end.
    Output shape: `(B, T, n_labels + 1)`, logits, blank last. A frame depends on none after its context, so
        that the padding of a batch changes nothing inside the utterances.

    With `precision` bfloat16 or float16, products are computed and activations held in that type. Weights,
    cell states, layer normalisation and the output layer stay float32, and so do the logits.
    """

    def __init__(
        self, config: ModelConfig, seed: int = 4568, *, precision: str = "float32", **kwargs: Any
    ) -> None:
        super().__init__(**kwargs)
        self.config = config
        self._policy = "float32" if precision == "float32" else f"mixed_{precision}"
        width = config.n_hidden
        self.context = ContextWindows(config.n_context)
        self.layer_1 = self._dense(config.context_frames * config.n_cepstra, seed, config.dropout_1)
        self.layer_2 = self._dense(width, seed + 1, config.dropout_2)
        self.layer_3 = self._dense(width, seed + 2, config.dropout_3)
        self.lstm = Lstm(width, width, seed + 3, dtype=self._policy)
        self.layer_5 = self._dense(width, seed + 4, config.dropout_5)
        self.layer_6 = Linear(width, config.n_classes, seed + 5)
        self.built = True  # every variable exists from the start

    def _dense(self, n_inputs: int, seed: int, rate: float) -> ClippedDense:
        config = self.config
        return ClippedDense(
            n_inputs,
            config.n_hidden,
            seed,
            clip=config.relu_clip,
            rate=rate,
            layer_norm=config.layer_norm,
            dtype=self._policy,
        )

    def named_weights(self) -> dict[str, Any]:
        """All variables by the names that they have in checkpoints."""
        layers: dict[str, Linear | Lstm] = {
            "layer_1": self.layer_1,
            "layer_2": self.layer_2,
            "layer_3": self.layer_3,
            LSTM_NAME: self.lstm,
            "layer_5": self.layer_5,
            "layer_6": self.layer_6,
        }
        return {
            f"{prefix}/{name}": variable
            for prefix, layer in layers.items()
            for name, variable in layer.named_weights().items()
        }

    def call(self, features: Any, training: bool = False, step_seed: Any = None) -> Any:
        """Logits `(B, T, C)` of whole utterances.

        Args:
            features: MFCC frames, `(B, T, n_cepstra)`.
            training: whether dropout acts.
            step_seed: `(2,)` int32, wanted if `training`: all dropout masks follow from it.
        """
        return tf.transpose(self.time_major(features, step_seed if training else None), [1, 0, 2])

    def time_major(self, features: Any, step_seed: Any = None) -> Any:
        """Logits `(T, B, C)` of features `(B, T, n_cepstra)`; dropout acts if `step_seed` is given."""
        windows = self.context(tf.transpose(features, [1, 0, 2]))
        frames, batch = tf.shape(windows)[0], tf.shape(windows)[1]
        rows = tf.reshape(windows, [-1, windows.shape[2]])
        hidden = self._before_lstm(rows, step_seed)
        outputs = self.lstm(tf.reshape(hidden, tf.stack([frames, batch, hidden.shape[1]])))
        logits = self._after_lstm(tf.reshape(outputs, [-1, self.config.n_hidden]), step_seed)
        return tf.reshape(logits, tf.stack([frames, batch, self.config.n_classes]))

    def step(self, windows: Any, state: tuple[Any, Any]) -> tuple[Any, tuple[Any, Any]]:
        """Some frames of a stream.

        Args:
            windows: context windows, `(B, n_steps, 2 * n_context + 1, n_cepstra)`.
            state: `(c, h)` after the frames before, each `(B, n_hidden)`; zeros at first.

        Returns:
            Logits `(n_steps, B, C)` and the state after these frames.
        """
        by_time = tf.transpose(windows, [1, 0, 2, 3])
        frames, batch = tf.shape(by_time)[0], tf.shape(by_time)[1]
        hidden = self._before_lstm(
            tf.reshape(by_time, [-1, self.config.context_frames * self.config.n_cepstra]), None
        )
        outputs, state = self.lstm.step(tf.reshape(hidden, tf.stack([frames, batch, hidden.shape[1]])), state)
        logits = self._after_lstm(tf.reshape(outputs, [-1, self.config.n_hidden]), None)
        return tf.reshape(logits, tf.stack([frames, batch, self.config.n_classes])), state

    def _before_lstm(self, rows: Any, step_seed: Any) -> Any:
        rows = self.layer_1(rows, dropout_seed=_layer_seed(step_seed, 1))
        rows = self.layer_2(rows, dropout_seed=_layer_seed(step_seed, 2))
        return self.layer_3(rows, dropout_seed=_layer_seed(step_seed, 3))

    def _after_lstm(self, rows: Any, step_seed: Any) -> Any:
        return self.layer_6(self.layer_5(rows, dropout_seed=_layer_seed(step_seed, 5)))


def _layer_seed(step_seed: Any, layer: int) -> Any:
    """A seed of its own for every layer's mask."""
    return None if step_seed is None else tf.random.fold_in(step_seed, layer)
