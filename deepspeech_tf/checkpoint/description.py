"""What a checkpoint says of its training: features, labels and clipping, held against those of a new use."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

import numpy as np

from deepspeech_tf.config import FeatureConfig
from deepspeech_tf.errors import quote
from deepspeech_tf.model.encoder_config import EncoderConfig
from deepspeech_tf.model.registry import encoder_name
from deepspeech_tf.text.alphabet import Alphabet

# A string tensor of this name holds the JSON form; checkpoints of 0.9.3 do not have it.
DESCRIPTION_TENSOR = "deepspeech_tf/description"

# Part of the description, name in it, flag that says it.
_FLAGS = (
    ("features", "sample_rate_hz", "audio_sample_rate"),
    ("features", "window_ms", "feature_win_len"),
    ("features", "step_ms", "feature_win_step"),
    ("model", "relu_clip", "relu_clip"),
)


def describe(model: EncoderConfig, features: FeatureConfig, alphabet: Alphabet) -> dict[str, Any]:
    """The description of a training."""
    return {
        "encoder": encoder_name(model),
        "model": asdict(model),
        "features": asdict(features),
        "labels": label_list(alphabet),
    }


def label_list(alphabet: Alphabet) -> str | list[str]:
    """The labels as a description has them."""
    return "bytes" if alphabet.is_bytes else list(alphabet.labels)


def read_description(tensors: Mapping[str, np.ndarray[Any, Any]]) -> dict[str, Any]:
    """The description among the tensors of a checkpoint; empty if there is none that can be read."""
    stored = tensors.get(DESCRIPTION_TENSOR)
    try:
        description = json.loads(bytes(stored.item())) if stored is not None else {}
    except (ValueError, TypeError, AttributeError):
        return {}
    return description if isinstance(description, dict) else {}


def stored_relu_clip(description: Mapping[str, Any]) -> float | None:
    """The `relu_clip` of the training; None if the description does not say."""
    value = _part(description, "model").get("relu_clip")
    return float(value) if isinstance(value, int | float) else None


def differences(trained: Mapping[str, Any], used: Mapping[str, Any]) -> list[str]:
    """In what a use differs from the training: a sentence for each, naming the flag.

    What one of the two does not say is no difference.
    """
    found = []
    for part, name, flag in _FLAGS:
        wanted, received = _part(trained, part).get(name), _part(used, part).get(name)
        if wanted is not None and received is not None and wanted != received:
            found.append(f"trained with --{flag} {wanted}. Received: {received}")
    old, new = trained.get("labels"), used.get("labels")
    if old is not None and new is not None and (old == "bytes") != (new == "bytes"):
        kinds = ("an alphabet", "--bytes_output_mode")
        found.append(f"trained with {kinds[old == 'bytes']}. Received: {kinds[new == 'bytes']}")
    if isinstance(old, list) and isinstance(new, list) and len(old) == len(new) and old != new:
        index = [a == b for a, b in zip(old, new, strict=True)].index(False)
        found.append(
            f"trained with another alphabet of as many labels: label {index} was {quote(old[index])}. "
            f"Received: {quote(new[index])}"
        )
    return found


def described_by_flags(values: Mapping[str, Any]) -> dict[str, Any]:
    """A description of no more than some flags, by their names."""
    described: dict[str, Any] = {}
    for part, name, flag in _FLAGS:
        if flag in values:
            described.setdefault(part, {})[name] = values[flag]
    return described


def _part(description: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    part = description.get(name)
    return part if isinstance(part, dict) else {}
