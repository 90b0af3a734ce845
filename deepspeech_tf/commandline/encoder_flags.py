"""Converts flags to the options of an encoder."""

from __future__ import annotations

from dataclasses import fields
from typing import Any, get_args, get_type_hints

from absl import flags

from deepspeech_tf.commandline.flag_table import ALL_FLAGS
from deepspeech_tf.errors import ConfigError, cut, quote
from deepspeech_tf.model.encoder_config import EncoderConfig
from deepspeech_tf.model.registry import config_class, encoder_names

_WORDS = {"true": True, "false": False}


def flags_of_options(encoder: str) -> dict[str, str]:
    """Maps the encoder options that have their own flags to these flags."""
    owner = f"{config_class(encoder).__name__}."
    return {
        name.removeprefix(owner): row.name
        for row in ALL_FLAGS
        for name in row.fields
        if name.startswith(owner)
    }


def encoder_options(values: flags.FlagValues, name: str) -> dict[str, Any]:
    """The options of the encoder `name`: options that were given, and all training options.

    Raises:
        ConfigError: naming the flag, if there is no such encoder or option, or a value is not of its type.
    """
    given = _given_options(values, name)
    own = flags_of_options(name)
    trained = [one.name for one in fields(config_class(name)) if one.metadata.get("training_only")]
    return {option: _value(values, own[option]) for option in trained if option in own} | given


def _given_options(values: flags.FlagValues, name: str) -> dict[str, Any]:
    """Options given by `--encoder_option`, and options with separate flags."""
    if name not in encoder_names():
        raise ConfigError(f"--encoder must be one of {', '.join(encoder_names())}. Received: {quote(name)}")
    own = flags_of_options(name)
    for other in encoder_names():
        for flag in flags_of_options(other).values():
            if values[flag].present and flag not in own.values():
                raise ConfigError(f"--{flag} is an option of the encoder {other}. Received: --encoder {name}")
    given = {option: _value(values, flag) for option, flag in own.items() if values[flag].present}
    base = {one.name for one in fields(EncoderConfig)}
    options = {one.name: one.default for one in fields(config_class(name)) if one.name not in base}
    for text in values.encoder_option or ():
        option, separator, value = text.partition("=")
        if option not in options or not separator:
            known = ", ".join(f"{one}=…" for one in options)
            raise ConfigError(f"--encoder_option of {name} must be one of {known}. Received: {quote(text)}")
        if option in given:
            raise ConfigError(
                f"the option {option} was given twice. Received: --encoder_option {cut(text, 80)}"
            )
        kind = type(options[option])
        if kind is tuple:
            item = _item_type(config_class(name), option)
            given[option] = tuple(_converted(one, item, text) for one in value.split(",")) if value else ()
        else:
            given[option] = _converted(value, kind, text)
    return given


def option_text(value: Any) -> str:
    """The value of an option as for `--encoder_option`: the items of a tuple are separated by commas."""
    return ",".join(map(str, value)) if isinstance(value, tuple) else str(value)


def _item_type(config: type[EncoderConfig], option: str) -> type:
    """The type of a tuple's items: from the first item of the default, or the annotation."""
    (default,) = (one.default for one in fields(config) if one.name == option)
    if isinstance(default, tuple) and default:
        return type(default[0])
    named = get_args(get_type_hints(config)[option])
    return named[0] if named else str


def _converted(value: str, kind: type, text: str) -> Any:
    try:
        return _WORDS[value.lower()] if kind is bool else kind(value)
    except (KeyError, ValueError, OverflowError):
        expected = {bool: "true or false", int: "an integer", float: "a number"}.get(kind, kind.__name__)
        raise ConfigError(
            f"--encoder_option {cut(text, 80)}: expected {expected}. Received: {quote(value)}"
        ) from None


def _value(values: flags.FlagValues, flag: str) -> Any:
    """The value of a flag; negative dropout rates mean `--dropout_rate`, as in 0.9.3."""
    value = getattr(values, flag)
    return values.dropout_rate if flag.startswith("dropout_rate") and value < 0 else value
