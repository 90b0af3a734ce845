"""The augmentations by name, and the reader of their `operation[param=value,...]` form."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import MISSING, fields
from typing import Any

from deepspeech_tf.data.augment.base import Augmentation, Domain
from deepspeech_tf.data.augment.mask import FrequencyMask, TimeMask
from deepspeech_tf.data.augment.noise import Add, Dropout, Multiply
from deepspeech_tf.data.augment.pitch import Pitch
from deepspeech_tf.data.augment.resample import Resample
from deepspeech_tf.data.augment.reverb import Reverb
from deepspeech_tf.data.augment.tempo import Tempo
from deepspeech_tf.data.augment.value_range import ValueRange, parse_range
from deepspeech_tf.data.augment.volume import Volume
from deepspeech_tf.errors import ConfigError

OPERATIONS: dict[str, type[Augmentation]] = {
    "add": Add,
    "dropout": Dropout,
    "frequency_mask": FrequencyMask,
    "multiply": Multiply,
    "pitch": Pitch,
    "resample": Resample,
    "reverb": Reverb,
    "tempo": Tempo,
    "time_mask": TimeMask,
    "volume": Volume,
}
NOT_YET = ("codec", "overlay", "warp")  # operations of DeepSpeech 0.9.3 that have no room here so far

_SPECIFICATION = re.compile(r"([a-z_]+)(?:\[(.*)\])?")


def parse_augmentations(specifications: Iterable[str]) -> list[Augmentation]:
    """Makes augmentations of their command-line form, such as `pitch[p=0.1,pitch=1~0.2]`.

    Raises:
        ConfigError: if the form, an operation, a parameter or a value is not known or not available.
    """
    return [_parse(specification) for specification in specifications]


def _parse(specification: str) -> Augmentation:
    match = _SPECIFICATION.fullmatch(specification.strip())
    if not match:
        raise ConfigError(
            f"--augment must have the form operation[param=value,...]. Received: {specification!r}"
        )
    name, parameters = match.group(1), match.group(2)
    if name in NOT_YET:
        raise ConfigError(f"--augment: {name} is not supported yet. Received: {specification!r}")
    if name not in OPERATIONS:
        known = ", ".join(OPERATIONS)
        raise ConfigError(f"--augment: the operation must be one of {known}. Received: {specification!r}")
    try:
        return OPERATIONS[name](**_arguments(OPERATIONS[name], parameters or ""))
    except ConfigError as error:
        raise ConfigError(f"--augment {specification}: {error}") from None


def _arguments(operation: type[Augmentation], parameters: str) -> dict[str, Any]:
    defaults = {field.name: field.default for field in fields(operation) if field.default is not MISSING}
    if len(operation.domains) == 1:
        del defaults["domain"]
    arguments: dict[str, Any] = {}
    for parameter in filter(None, (part.strip() for part in parameters.split(","))):
        key, equals, value = parameter.partition("=")
        if not equals or key not in defaults:
            raise ConfigError(
                f"must be param=value with one of {', '.join(defaults)}. Received: {parameter!r}"
            )
        if key in arguments:
            raise ConfigError(f"each parameter must come once. Received: {key} again")
        arguments[key] = _value(key, value, defaults[key])
    return arguments


def _value(key: str, text: str, default: object) -> Any:
    """Reads a value as the type that the parameter's default has."""
    if isinstance(default, ValueRange):
        return parse_range(text, default.whole)
    try:
        return Domain(text) if isinstance(default, Domain) else float(text)
    except ValueError:
        wanted = "signal, spectrogram or features" if isinstance(default, Domain) else "a number"
        raise ConfigError(f"{key} must be {wanted}. Received: {text!r}") from None
