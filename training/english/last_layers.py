"""The layers of a transformer after its blocks, as an encoder whose features are outputs of the blocks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import tensorflow as tf

from deepspeech_tf.model.dropout import dropout
from deepspeech_tf.model.encoder import Encoder, State, StateTensor
from deepspeech_tf.model.encoder_config import EncoderConfig
from deepspeech_tf.model.transformer.encoder import TransformerEncoder
from deepspeech_tf.model.transformer.layers import add, apply_dense, seed_of

INPUT_DROPOUT = 0.1


@dataclass(frozen=True)
class OutputsConfig(EncoderConfig):
    """Features that are rows of a transformer's blocks."""

    n_features: int = 384


class LastLayers(Encoder):
    """Shares variables with a transformer: its depthwise convolutions and its output layer.

    The convolutions see the whole utterance, while those of the transformer see zeros after the right
    context of a chunk. It is for training only, not for streams.
    """

    def __init__(self, encoder: TransformerEncoder) -> None:
        config = encoder.config
        super().__init__(OutputsConfig(n_labels=config.n_labels, n_features=config.width))
        self.encoder = encoder
        self.built = True

    @property
    def layer_prefixes(self) -> Sequence[str]:
        count = self.encoder.config.n_convolutions
        return list(self.encoder.layer_prefixes)[-(count + 2) :]  # with their normalization and the output

    def named_weights(self) -> dict[str, Any]:
        prefixes = tuple(self.layer_prefixes)
        return {
            name: weight for name, weight in self.encoder.named_weights().items() if name.startswith(prefixes)
        }

    @property
    def state_spec(self) -> tuple[StateTensor, ...]:
        return ()

    def call(self, features: Any, lengths: Any, step_seed: Any = None) -> tuple[Any, Any]:
        encoder, rate = self.encoder, self.encoder.config.dropout
        rows = features if step_seed is None else dropout(features, INPUT_DROPOUT, seed_of(step_seed, 0))
        rows = encoder.convolution_norm.call(rows)
        for number, convolution in enumerate(encoder.convolutions):
            before = tf.pad(rows, [[0, 0], [convolution.half, 0], [0, 0]])
            rows = add(rows, convolution.rows(before), rate, seed_of(step_seed, 1000 + number))
        return apply_dense(encoder.output_layer, rows, mixed=False), lengths

    def step(self, chunk: Any, state: State) -> tuple[Any, State]:
        raise NotImplementedError("for training only")
