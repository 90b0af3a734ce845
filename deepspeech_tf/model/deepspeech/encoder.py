"""The acoustic model of DeepSpeech: dense layers over context windows around an LSTM."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import tensorflow as tf

from deepspeech_tf.model.deepspeech.config import DeepSpeechConfig
from deepspeech_tf.model.deepspeech.context import ContextWindows
from deepspeech_tf.model.deepspeech.lstm import Lstm
from deepspeech_tf.model.deepspeech.names import LAYERS, LSTM_NAME
from deepspeech_tf.model.dense import ClippedDense, Linear
from deepspeech_tf.model.encoder import Encoder, State, StateTensor


class DeepSpeechEncoder(Encoder):
    """Three dense layers over context windows, an LSTM, and two dense layers (after Hannun et al. 2014).

    The fourth layer is the LSTM, so there are no variables named `layer_4`. The state of a stream is that of
    the LSTM. A frame does not depend on frames after its context, so padding does not affect earlier frames.

    With `precision` bfloat16 or float16, products are computed and activations stored in that type. Weights,
    cell states, layer normalization, the output layer and the logits remain float32.
    """

    takes_lengths = True
    input_matrix = "layer_1/weights"

    def __init__(
        self, config: DeepSpeechConfig, seed: int = 4568, *, precision: str = "float32", **kwargs: Any
    ) -> None:
        super().__init__(config, seed, precision=precision, **kwargs)
        self.config: DeepSpeechConfig = config
        width = config.n_hidden
        self.windows = ContextWindows(config.n_context)
        self.layer_1 = self._dense(config.window_frames * config.n_features, seed, config.dropout_1)
        self.layer_2 = self._dense(width, seed + 1, config.dropout_2)
        self.layer_3 = self._dense(width, seed + 2, config.dropout_3)
        self.lstm = Lstm(width, width, seed + 3, dtype=self.policy)
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
            dtype=self.policy,
        )

    @property
    def layer_prefixes(self) -> Sequence[str]:
        return LAYERS

    def named_weights(self) -> dict[str, Any]:
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

    @property
    def state_spec(self) -> tuple[StateTensor, ...]:
        shape = (self.config.n_hidden,)
        return StateTensor("state_c", shape), StateTensor("state_h", shape)

    def call(self, features: Any, lengths: Any, step_seed: Any = None) -> tuple[Any, Any]:
        windows = self.windows(tf.transpose(features, [1, 0, 2]))  # time first
        frames, batch = tf.shape(windows)[0], tf.shape(windows)[1]
        rows = tf.reshape(windows, [-1, windows.shape[2]])
        rows = self.layer_1(rows, dropout_seed=_layer_seed(step_seed, 1))
        rows = self.layer_2(rows, dropout_seed=_layer_seed(step_seed, 2))
        rows = self.layer_3(rows, dropout_seed=_layer_seed(step_seed, 3))
        outputs = self.lstm(tf.reshape(rows, tf.stack([frames, batch, rows.shape[1]])))
        rows = tf.reshape(outputs, [-1, self.config.n_hidden])
        rows = self.layer_6(self.layer_5(rows, dropout_seed=_layer_seed(step_seed, 5)))
        logits = tf.reshape(rows, tf.stack([frames, batch, self.config.n_classes]))
        return tf.transpose(logits, [1, 0, 2]), lengths

    def step(self, chunk: Any, state: State, lengths: Any = None) -> tuple[Any, State]:
        batch, frames = _sizes(chunk)
        windows = _swap_batch_and_time(chunk)
        rows = tf.reshape(windows, [-1, self.config.window_frames * self.config.n_features])
        for layer in (self.layer_1, self.layer_2, self.layer_3):
            rows = layer.step(rows)
        inputs = tf.reshape(rows, [frames, batch, self.config.n_hidden])
        outputs, state = self.lstm.step(inputs, state, lengths)
        rows = tf.reshape(outputs, [-1, self.config.n_hidden])
        rows = self.layer_6.step(self.layer_5.step(rows))
        return _swap_batch_and_time(tf.reshape(rows, [frames, batch, self.config.n_classes])), state


def _layer_seed(step_seed: Any, layer: int) -> Any:
    """A different seed for the dropout mask of each layer."""
    return None if step_seed is None else tf.random.fold_in(step_seed, layer)


def _sizes(values: Any) -> tuple[Any, Any]:
    """The first two dimensions, as integers if they are static."""
    dynamic = tf.shape(values) if None in values.shape[:2] else values.shape
    return dynamic[0], dynamic[1]


def _swap_batch_and_time(values: Any) -> Any:
    """Transposes `(B, T, …)` to `(T, B, …)` or back; a reshape if one dimension is known to be 1."""
    if 1 in values.shape[:2]:
        first, second = _sizes(values)
        return tf.reshape(values, [second, first, *values.shape[2:]])
    return tf.transpose(values, [1, 0, *range(2, values.shape.rank)])
