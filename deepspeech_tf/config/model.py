"""The requested options of a model: encoder, features, labels."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any

from deepspeech_tf.config.bounds import check_field
from deepspeech_tf.config.features import FeatureConfig
from deepspeech_tf.errors import ConfigError, quote


@dataclass(frozen=True)
class ModelConfig:
    """Requested options of a model. None means the value of the checkpoint, or the default for a new model.

    Args:
        encoder: name of the encoder; a new model's is "deepspeech" by default.
        options: of the encoder, by the names of its dataclass (doc/encoders.md).
        sample_rate_hz: sampling rate of the model; default 16000.
        window_ms: analysis window; the default is that of the encoder, 32 for "deepspeech".
        step_ms: from one window to the next; the default is that of the encoder, 20 for "deepspeech".
        feature_kind: `mfcc` or `log_mel`; the default is that of the encoder, `mfcc` for "deepspeech".
        n_mels: values per frame of `log_mel`; default 80.
        alphabet_path: file with one label per line; default: English, that is space, a to z, apostrophe.
        bytes_output: True: 255 labels for the bytes of UTF-8 instead of an alphabet file.
        default_alphabet_path: another default: a file that counts only where no checkpoint tells the labels.

    An option that contradicts the checkpoint is an error when the job runs.

    Raises:
        ConfigError: if a value has another type.
    """

    encoder: str | None = None
    options: Mapping[str, Any] = field(default_factory=dict)
    sample_rate_hz: int | None = None
    window_ms: int | None = None
    step_ms: int | None = None
    feature_kind: str | None = None
    n_mels: int | None = None
    alphabet_path: str | os.PathLike[str] | None = None
    bytes_output: bool | None = None
    default_alphabet_path: str = ""

    def __post_init__(self) -> None:
        if self.alphabet_path is not None:
            object.__setattr__(self, "alphabet_path", os.fspath(self.alphabet_path))
        for one in fields(FeatureConfig):
            if getattr(self, one.name, None) is not None:
                check_field(one, getattr(self, one.name), f"ModelConfig.{one.name}")
        for name, kind, expected in (("encoder", str, "a text"), ("bytes_output", bool, "true or false")):
            value = getattr(self, name)
            if value is not None and not isinstance(value, kind):
                raise ConfigError(
                    f"{name} must be {expected}. Received: {quote(value)}", {name: f"ModelConfig.{name}"}
                )
