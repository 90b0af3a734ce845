"""The augmentations by name, and the parser of their form `operation[param=value,...]`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import MISSING, fields
from typing import Any

from deepspeech_tf.data.augment.base import Augmentation, Domain
from deepspeech_tf.data.augment.codec import Codec
from deepspeech_tf.data.augment.mask import FrequencyMask, TimeMask
from deepspeech_tf.data.augment.noise import Add, Dropout, Multiply
from deepspeech_tf.data.augment.original import as_in_0_9_3
from deepspeech_tf.data.augment.overlay import Noise, Overlay
from deepspeech_tf.data.augment.pitch import Pitch
from deepspeech_tf.data.augment.resample import Resample
from deepspeech_tf.data.augment.reverb import Reverb
from deepspeech_tf.data.augment.rir import Rir
from deepspeech_tf.data.augment.speed import Speed
from deepspeech_tf.data.augment.tempo import Tempo
from deepspeech_tf.data.augment.value_range import ValueRange, parse_range
from deepspeech_tf.data.augment.volume import Volume
from deepspeech_tf.data.augment.warp import Warp
from deepspeech_tf.errors import ConfigError, ManifestError, quote

OPERATIONS: dict[str, type[Augmentation]] = {
    "add": Add,
    "codec": Codec,
    "dropout": Dropout,
    "frequency_mask": FrequencyMask,
    "multiply": Multiply,
    "noise": Noise,
    "overlay": Overlay,
    "pitch": Pitch,
    "resample": Resample,
    "reverb": Reverb,
    "rir": Rir,
    "speed": Speed,
    "tempo": Tempo,
    "time_mask": TimeMask,
    "volume": Volume,
    "warp": Warp,
}
# Names of parameters in Coqui STT.
ALIASES = {"warp": {"num_t": "nt", "num_f": "nf", "warp_t": "wt", "warp_f": "wf"}}

_NAMES = {"augment": "TrainingData.augment"}
_SPECIFICATION = re.compile(r"([a-z_]+)(?:\[(.*)\])?")


def parse_augmentations(specifications: Iterable[str], *, original: bool = False) -> list[Augmentation]:
    """Creates augmentations from their command-line form, such as `pitch[p=0.1,pitch=1~0.2]`.

    Args:
        specifications: in the order of application.
        original: with the defects that they had in 0.9.3.

    Raises:
        ConfigError: if the form, an operation, a parameter or a value is not known or not available.
    """
    parsed = [_parse(specification) for specification in specifications]
    return [as_in_0_9_3(augmentation) for augmentation in parsed] if original else parsed


def _parse(specification: str) -> Augmentation:
    match = _SPECIFICATION.fullmatch(specification.strip())
    if not match:
        raise ConfigError(
            f"augment must have the form operation[param=value,...]. Received: {quote(specification)}", _NAMES
        )
    name, parameters = match.group(1), match.group(2)
    if name not in OPERATIONS:
        known = ", ".join(OPERATIONS)
        raise ConfigError(
            f"augment: the operation must be one of {known}. Received: {quote(specification)}", _NAMES
        )
    try:
        return OPERATIONS[name](**_arguments(OPERATIONS[name], parameters or "", ALIASES.get(name, {})))
    except (ConfigError, ManifestError) as error:
        raise ConfigError(f"augment {specification}: {error}", _NAMES) from None


def _arguments(operation: type[Augmentation], parameters: str, aliases: Mapping[str, str]) -> dict[str, Any]:
    defaults = {field.name: field.default for field in fields(operation) if field.default is not MISSING}
    if len(operation.domains) == 1:
        del defaults["domain"]
    arguments: dict[str, Any] = {}
    for parameter in filter(None, (part.strip() for part in parameters.split(","))):
        key, equals, value = parameter.partition("=")
        key = aliases.get(key, key)
        if not equals or key not in defaults:
            raise ConfigError(
                f"must be param=value with one of {', '.join(defaults)}. Received: {quote(parameter)}"
            )
        if key in arguments:
            raise ConfigError(f"each parameter must be given once. Received: {key} twice")
        arguments[key] = _value(key, value, defaults[key])
    return arguments


def _value(key: str, text: str, default: object) -> Any:
    """Reads a value as the type that the parameter's default has."""
    if isinstance(default, ValueRange):
        return parse_range(text, default.whole)
    if isinstance(default, str):
        return text
    try:
        return Domain(text) if isinstance(default, Domain) else float(text)
    except ValueError:
        expected = "signal, spectrogram or features" if isinstance(default, Domain) else "a number"
        raise ConfigError(f"{key} must be {expected}. Received: {quote(text)}") from None
