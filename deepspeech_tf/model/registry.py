"""Encoders by name. To add an encoder, add a line at the end."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from deepspeech_tf.errors import ConfigError, quote
from deepspeech_tf.model.deepspeech.config import DeepSpeechConfig
from deepspeech_tf.model.encoder_config import EncoderConfig, is_word
from deepspeech_tf.model.transformer.config import TransformerConfig
from deepspeech_tf.model.transformer.whisper import read_whisper_encoder

if TYPE_CHECKING:
    from deepspeech_tf.model.encoder import Encoder

DEFAULT_ENCODER = "deepspeech"

Weights = Mapping[str, np.ndarray[Any, Any]]


@dataclass(frozen=True)
class _Entry:
    config: type[EncoderConfig]
    load: Callable[[], type[Encoder]]
    read_weights: Callable[[str, Any], Weights] | None = None


_ENTRIES: dict[str, _Entry] = {}


def register(
    name: str,
    config: type[EncoderConfig],
    load: Callable[[], type[Encoder]],
    read_weights: Callable[[str, Any], Weights] | None = None,
) -> None:
    """Registers an encoder.

    Args:
        name: name in jobs, exported files and checkpoints, without white space.
        config: class of its options.
        load: imports and returns its class, so that its options can be used without TensorFlow.
        read_weights: see `read_initial_weights`; None: its initial weights are always random.

    Raises:
        ConfigError: if the name is already used, is empty or has white space.
    """
    if not is_word(name):
        raise ConfigError(
            f"the name of an encoder must be a word without white space. Received: {quote(name)}"
        )
    if _ENTRIES.get(name, _Entry(config, load)).config is not config:
        raise ConfigError(f"an encoder named {name} is already registered")
    _ENTRIES[name] = _Entry(config, load, read_weights)


def encoder_names() -> tuple[str, ...]:
    """Names of all encoders, in the order of their registration."""
    return tuple(_ENTRIES)


def config_class(name: str) -> type[EncoderConfig]:
    """The class of an encoder's options.

    Raises:
        ConfigError: if there is no such encoder.
    """
    if name not in _ENTRIES:
        raise ConfigError(
            f"encoder must be one of {', '.join(_ENTRIES)}. Received: {quote(name)}",
            {"encoder": "ModelConfig.encoder"},
        )
    return _ENTRIES[name].config


def encoder_name(config: EncoderConfig) -> str:
    """The name of the encoder that has these options.

    Raises:
        ConfigError: if they do not belong to any encoder.
    """
    for name, entry in _ENTRIES.items():
        if entry.config is type(config):
            return name
    raise ConfigError(f"no encoder is registered with {type(config).__name__}")


def build_encoder(config: EncoderConfig, seed: int = 4568, **choices: Any) -> Encoder:
    """The encoder of these options, with initial weights; see `Encoder` for the arguments."""
    return _ENTRIES[encoder_name(config)].load()(config, seed, **choices)


def read_initial_weights(folder: str, config: EncoderConfig) -> Weights:
    """Initial weights for a new encoder with these options, from a model of another program.

    Args:
        folder: folder of that model.
        config: options of the encoder.

    Returns:
        Arrays by the names of `Encoder.named_weights`; the other weights are initialized randomly.

    Raises:
        ConfigError: if the encoder only has random initial weights, or that model has other sizes.
        CheckpointError: if the folder does not contain such a model.
    """
    name = encoder_name(config)
    read = _ENTRIES[name].read_weights
    if read is None:
        raise ConfigError(
            f"init_from must be empty: the encoder {name} has random initial weights. Received: {folder}",
            {"init_from": "TrainingJob.init_from"},
        )
    return read(folder, config)


def _deepspeech() -> type[Encoder]:
    from deepspeech_tf.model.deepspeech.encoder import DeepSpeechEncoder

    return DeepSpeechEncoder


def _transformer() -> type[Encoder]:
    from deepspeech_tf.model.transformer.encoder import TransformerEncoder

    return TransformerEncoder


register(DEFAULT_ENCODER, DeepSpeechConfig, _deepspeech)
register("transformer", TransformerConfig, _transformer, read_whisper_encoder)
