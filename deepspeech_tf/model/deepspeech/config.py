"""Options of the encoder `deepspeech`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from deepspeech_tf.config import require_positive, require_range
from deepspeech_tf.errors import ConfigError
from deepspeech_tf.model.encoder_config import TRAINING_ONLY, EncoderConfig

N_CONTEXT = 9  # fixed by the architecture (Hannun et al. 2014) and by every exported model since 0.6
LARGEST_N_HIDDEN = 32_768  # beyond it memory would be exhausted, far from the cause


@dataclass(frozen=True)
class DeepSpeechConfig(EncoderConfig):
    """Width, context, clipping, layer normalisation and dropout.

    Raises:
        ConfigError: if a value is out of range.
    """

    flags: ClassVar[Mapping[str, str]] = {
        "n_hidden": "n_hidden",
        "relu_clip": "relu_clip",
        "layer_norm": "layer_norm",
        "dropout_1": "dropout_rate",
        "dropout_2": "dropout_rate2",
        "dropout_3": "dropout_rate3",
        "dropout_5": "dropout_rate6",  # where it acts in 0.9.3
    }

    n_hidden: int = 2048
    n_context: int = N_CONTEXT  # frames of context on each side
    relu_clip: float = 20.0
    layer_norm: bool = False
    dropout_1: float = field(default=0.05, metadata=TRAINING_ONLY)
    dropout_2: float = field(default=0.05, metadata=TRAINING_ONLY)
    dropout_3: float = field(default=0.05, metadata=TRAINING_ONLY)
    dropout_5: float = field(default=0.05, metadata=TRAINING_ONLY)

    def __post_init__(self) -> None:
        super().__post_init__()
        require_range("n_hidden", self.n_hidden, 1, LARGEST_N_HIDDEN)
        require_positive("relu_clip", self.relu_clip)
        for rate in (self.dropout_1, self.dropout_2, self.dropout_3, self.dropout_5):
            if not 0.0 <= rate < 1.0:
                raise ConfigError(f"--dropout_rate and its kin must be in [0, 1). Received: {rate}")

    @property
    def context(self) -> int:
        return self.n_context
