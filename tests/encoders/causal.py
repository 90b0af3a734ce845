"""A small encoder for tests only: code that works with it does not depend on a particular encoder.

It differs from `deepspeech` in everything that the interface leaves open: no context windows, two frames for
each row of outputs, a look-ahead, states of different shapes and types, one of which does not begin with 0.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import keras
import tensorflow as tf

from deepspeech_tf.errors import ConfigError
from deepspeech_tf.model.dense import ClippedDense, Linear
from deepspeech_tf.model.encoder import Encoder, State, StateTensor
from deepspeech_tf.model.encoder_config import TRAINING_ONLY, EncoderConfig
from deepspeech_tf.model.registry import register

NAME = "causal"
SUBSAMPLING = 2
LOOK_AHEAD = 4
KERNEL = 8  # frames; of these the last two are new in each row
HISTORY = KERNEL - SUBSAMPLING


@dataclass(frozen=True)
class CausalConfig(EncoderConfig):
    """Width, and dropout in training."""

    width: int = 24
    dropout: float = field(default=0.0, metadata=TRAINING_ONLY)

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.width < 1:
            raise ConfigError(f"width must be at least 1. Received: {self.width}")

    @property
    def subsampling(self) -> int:
        return SUBSAMPLING

    @property
    def look_ahead(self) -> int:
        return LOOK_AHEAD


class CausalEncoder(Encoder):
    """A convolution over 8 frames with stride 2, a bias that fades with the position, a linear layer.

    Row k of a whole utterance sees the frames 2k - 2 to 2k + 5. A stream gives it when frame 2k + 5 is there.
    The state is the last six frames, and the position of the next row: at first -2.
    """

    def __init__(
        self, config: CausalConfig, seed: int = 4568, *, precision: str = "float32", **kwargs: Any
    ) -> None:
        super().__init__(config, seed, precision=precision, **kwargs)
        self.front = ClippedDense(
            KERNEL * config.n_features,
            config.width,
            seed,
            clip=20.0,
            rate=config.dropout,
            layer_norm=False,
            dtype=self.policy,
        )
        self.position = self.add_weight(
            name="position",
            shape=(config.width,),
            initializer=keras.initializers.RandomNormal(seed=seed + 1),
        )
        self.output_layer = Linear(config.width, config.n_classes, seed + 2)
        self.built = True

    @property
    def layer_prefixes(self) -> Sequence[str]:
        return "front/", "position/", "output/"

    def named_weights(self) -> dict[str, Any]:
        front, output = self.front.named_weights(), self.output_layer.named_weights()
        weights = {f"front/{name}": value for name, value in front.items()}
        weights["position/weights"] = self.position.value
        return weights | {f"output/{name}": value for name, value in output.items()}

    @property
    def state_spec(self) -> tuple[StateTensor, ...]:
        return (
            StateTensor("frames", (HISTORY, self.config.n_features)),
            StateTensor("position", (1,), "int32", -LOOK_AHEAD // SUBSAMPLING),
        )

    def call(self, features: Any, lengths: Any, step_seed: Any = None) -> tuple[Any, Any]:
        shape = tf.shape(features)
        rows = self.config.output_lengths(shape[1])
        missing = SUBSAMPLING * rows + LOOK_AHEAD - shape[1]
        padded = tf.pad(features, [[0, 0], [HISTORY - LOOK_AHEAD, missing], [0, 0]])
        positions = tf.tile(tf.range(rows)[tf.newaxis], [shape[0], 1])
        hidden = self.front(self._windows(padded, shape[0], rows), dropout_seed=step_seed)
        return self._logits(tf.cast(hidden, tf.float32), positions), self.config.output_lengths(lengths)

    def step(self, chunk: Any, state: State) -> tuple[Any, State]:
        batch, frames = chunk.shape[0], chunk.shape[1]
        rows, n_features = frames // SUBSAMPLING, self.config.n_features
        before, position = state
        joined = tf.concat([before, tf.reshape(chunk, [batch, frames, n_features])], axis=1)
        positions = position + tf.range(rows)[tf.newaxis]
        logits = self._logits(self.front.step(self._windows(joined, batch, rows)), positions)
        kept = tf.slice(joined, [0, frames, 0], [batch, HISTORY, n_features])
        return logits, (kept, position + rows)

    def _windows(self, frames: Any, batch: Any, rows: Any) -> Any:
        """`(B, 2 * rows + 6, n_features)` to the eight frames of each row, `(B * rows, 8 * n_features)`."""
        n_values = SUBSAMPLING * self.config.n_features
        pairs = tf.reshape(frames, [batch, rows + HISTORY // SUBSAMPLING, n_values])
        parts = [
            tf.slice(pairs, [0, first, 0], tf.stack([batch, rows, n_values]))
            for first in range(KERNEL // SUBSAMPLING)
        ]
        return tf.reshape(tf.concat(parts, axis=2), [-1, KERNEL * self.config.n_features])

    def _logits(self, hidden: Any, positions: Any) -> Any:
        """Hidden values `(B * rows, width)` and positions `(B, rows)` to logits `(B, rows, n_classes)`."""
        fading = tf.math.rsqrt(1.0 + tf.nn.relu(tf.cast(positions, tf.float32)))
        hidden = hidden + tf.reshape(fading, [-1, 1]) * self.position.value
        shape = positions.shape if positions.shape.is_fully_defined() else tf.shape(positions)
        return tf.reshape(self.output_layer.step(hidden), [shape[0], shape[1], self.config.n_classes])


def register_causal() -> None:
    """Make the encoder known as `causal`."""
    register(NAME, CausalConfig, lambda: CausalEncoder)
