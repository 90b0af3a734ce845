"""From flags to the options of an encoder."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from absl import flags

from deepspeech_tf.errors import ConfigError, cut, quote
from deepspeech_tf.model.encoder_config import EncoderConfig
from deepspeech_tf.model.registry import config_class, encoder_names

_WORDS = {"true": True, "false": False}


def encoder_config(
    values: flags.FlagValues,
    n_labels: int,
    n_features: int,
    name: str = "",
    known: Mapping[str, Any] | None = None,
) -> EncoderConfig:
    """The options of an encoder: those that are known already, those that were given, and defaults.

    Args:
        values: the flags.
        n_labels: size of the alphabet.
        n_features: values per frame.
        name: of the encoder; empty: that of the flags.
        known: options that a checkpoint says.

    Raises:
        ConfigError: naming the flag, if there is no such encoder or option, or a value is out of range.
    """
    name = name or values.encoder
    given = given_options(values, name)
    kind = config_class(name)
    options = {option: _value(values, flag) for option, flag in kind.flags.items()}
    return kind(n_labels=n_labels, n_features=n_features, **{**options, **given, **(known or {})})


def given_options(values: flags.FlagValues, name: str) -> dict[str, Any]:
    """The options that were given: those of `--encoder_option`, and of flags of their own.

    Raises:
        ConfigError: naming the flag, if the encoder does not have the option, or a value is not of its type.
    """
    if name not in encoder_names():
        raise ConfigError(f"--encoder must be one of {', '.join(encoder_names())}. Received: {quote(name)}")
    own = config_class(name).flags
    for other in encoder_names():
        for flag in config_class(other).flags.values():
            if values[flag].present and flag not in own.values():
                raise ConfigError(f"--{flag} is of the encoder {other}. Received: --encoder {name}")
    given = {option: _value(values, flag) for option, flag in own.items() if values[flag].present}
    base = {one.name for one in fields(EncoderConfig)}
    types = {one.name: type(one.default) for one in fields(config_class(name)) if one.name not in base}
    for text in values.encoder_option or ():
        option, separator, value = text.partition("=")
        if option not in types or not separator:
            known = ", ".join(f"{one}=…" for one in types)
            raise ConfigError(f"--encoder_option of {name} must be one of {known}. Received: {quote(text)}")
        if option in given:
            raise ConfigError(
                f"the option {option} was given twice. Received: --encoder_option {cut(text, 80)}"
            )
        given[option] = _converted(value, types[option], text)
    return given


def _converted(value: str, kind: type, text: str) -> Any:
    try:
        return _WORDS[value.lower()] if kind is bool else kind(value)
    except (KeyError, ValueError, OverflowError):
        wanted = {bool: "true or false", int: "a whole number", float: "a number"}.get(kind, kind.__name__)
        raise ConfigError(
            f"--encoder_option {cut(text, 80)}: wanted {wanted}. Received: {quote(value)}"
        ) from None


def _value(values: flags.FlagValues, flag: str) -> Any:
    """The value of a flag; negative dropout rates mean `--dropout_rate`, as in 0.9.3."""
    value = getattr(values, flag)
    return values.dropout_rate if flag.startswith("dropout_rate") and value < 0 else value
