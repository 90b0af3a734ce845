"""From flags to the options of an encoder."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from absl import flags

from deepspeech_tf.errors import ConfigError
from deepspeech_tf.model.encoder_config import EncoderConfig
from deepspeech_tf.model.registry import DEFAULT_ENCODER, config_class, encoder_names

# The flags of 0.9.3 that concern its encoder alone, and the options of it that they are.
DEEPSPEECH_FLAGS = {
    "n_hidden": "n_hidden",
    "relu_clip": "relu_clip",
    "layer_norm": "layer_norm",
    "dropout_rate": "dropout_1",
    "dropout_rate2": "dropout_2",
    "dropout_rate3": "dropout_3",
    "dropout_rate6": "dropout_5",
}
_WORDS = {"true": True, "false": False}


def encoder_class(values: flags.FlagValues) -> type[EncoderConfig]:
    """The options' class of the encoder that `--encoder` names.

    Raises:
        ConfigError: if there is no such encoder.
    """
    if values.encoder not in encoder_names():
        raise ConfigError(
            f"--encoder must be one of {', '.join(encoder_names())}. Received: {values.encoder!r}"
        )
    return config_class(values.encoder)


def encoder_config(values: flags.FlagValues, n_labels: int, n_features: int) -> EncoderConfig:
    """The options of the encoder that the flags name.

    Raises:
        ConfigError: naming the flag, if there is no such encoder or option, or a value is out of range.
    """
    kind = encoder_class(values)
    options = _deepspeech_options(values) if values.encoder == DEFAULT_ENCODER else {}
    return kind(n_labels=n_labels, n_features=n_features, **{**options, **given_options(values)})


def given_options(values: flags.FlagValues) -> dict[str, Any]:
    """The options that were given: those of `--encoder_option`, and of deepspeech the flags of 0.9.3.

    Raises:
        ConfigError: naming the flag, if the encoder does not have the option, or a value is not of its type.
    """
    kind, is_deepspeech = encoder_class(values), values.encoder == DEFAULT_ENCODER
    given: dict[str, Any] = {}
    for flag, option in DEEPSPEECH_FLAGS.items():
        if values[flag].present and not is_deepspeech:
            raise ConfigError(
                f"--{flag} is of the encoder {DEFAULT_ENCODER}. Received: --encoder {values.encoder}"
            )
        if values[flag].present:
            given[option] = _deepspeech_options(values)[option]
    types = {
        one.name: type(one.default) for one in fields(kind) if one.name not in ("n_labels", "n_features")
    }
    for text in values.encoder_option or ():
        name, separator, value = text.partition("=")
        if name not in types or not separator:
            known = ", ".join(f"{option}=…" for option in types)
            raise ConfigError(
                f"--encoder_option of {values.encoder} must be one of {known}. Received: {text!r}"
            )
        if name in given:
            raise ConfigError(f"the option {name} was given twice. Received: --encoder_option {text}")
        given[name] = _converted(value, types[name], text)
    return given


def _converted(value: str, kind: type, text: str) -> Any:
    try:
        return _WORDS[value.lower()] if kind is bool else kind(value)
    except (KeyError, ValueError, OverflowError):
        wanted = {bool: "true or false", int: "a whole number", float: "a number"}.get(kind, kind.__name__)
        raise ConfigError(f"--encoder_option {text}: wanted {wanted}. Received: {value!r}") from None


def _deepspeech_options(values: flags.FlagValues) -> Mapping[str, Any]:
    """Width, clipping and dropout; negative rates mean `--dropout_rate`, as in 0.9.3."""

    def rate(name: str) -> float:
        value = float(getattr(values, name))
        return float(values.dropout_rate) if value < 0 else value

    return {
        option: rate(flag) if flag.startswith("dropout_rate") else getattr(values, flag)
        for flag, option in DEEPSPEECH_FLAGS.items()
    }
