"""Options of the encoder `deepspeech`."""

from __future__ import annotations

from dataclasses import dataclass

from deepspeech_tf.config.bounds import POSITIVE, SHARE_BELOW_ONE, Bounds, within
from deepspeech_tf.model.encoder_config import TRAINING_ONLY, EncoderConfig

N_CONTEXT = 9  # fixed by the architecture (Hannun et al. 2014) and by every exported model since 0.6
MAX_N_HIDDEN = 32_768  # more would exhaust memory, with an unclear error


@dataclass(frozen=True)
class DeepSpeechConfig(EncoderConfig):
    """Width, context, clipping, layer normalization and dropout.

    Args:
        n_hidden: width of every layer.
        n_context: frames of context on each side.
        relu_clip: upper clip of the rectified linear units.
        layer_norm: layer normalization after every dense layer except the last.
        dropout_1: dropout after layer 1, in training; `dropout_2`, `dropout_3`, `dropout_5` likewise.

    Raises:
        ConfigError: if a value is out of range.
    """

    n_hidden: int = within(2048, Bounds(1, MAX_N_HIDDEN))
    n_context: int = N_CONTEXT
    relu_clip: float = within(20.0, POSITIVE)
    layer_norm: bool = False
    dropout_1: float = within(0.05, SHARE_BELOW_ONE, TRAINING_ONLY)
    dropout_2: float = within(0.05, SHARE_BELOW_ONE, TRAINING_ONLY)
    dropout_3: float = within(0.05, SHARE_BELOW_ONE, TRAINING_ONLY)
    dropout_5: float = within(0.05, SHARE_BELOW_ONE, TRAINING_ONLY)

    @property
    def context(self) -> int:
        return self.n_context
