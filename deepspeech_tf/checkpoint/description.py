"""The description of a model: everything that shapes its network and its features."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

import numpy as np

from deepspeech_tf.config import FeatureConfig
from deepspeech_tf.errors import CheckpointError, quote
from deepspeech_tf.model.encoder_config import EncoderConfig, with_tuples
from deepspeech_tf.model.registry import DEFAULT_ENCODER, config_class, encoder_name, encoder_names
from deepspeech_tf.text.alphabet import Alphabet

# A string tensor of this name holds the JSON form; checkpoints of 0.9.3 do not have it.
DESCRIPTION_TENSOR = "deepspeech_tf/description"

# What is known about a model, in the form of the JSON: `encoder`, its name; `model`, its options; `features`;
# `labels`, a list or "bytes". Any of these may be missing, and any entry of `model` and `features`.
Facts = Mapping[str, Any]

_LABELS_OPTION = "n_labels"  # follows from the labels


@dataclass(frozen=True)
class ModelDescription:
    """An encoder with its options, the feature settings and the output labels."""

    encoder: EncoderConfig
    features: FeatureConfig
    alphabet: Alphabet

    @property
    def facts(self) -> dict[str, Any]:
        """The description as facts."""
        return describe(self.encoder, self.features, self.alphabet)


def describe(model: EncoderConfig, features: FeatureConfig, alphabet: Alphabet) -> dict[str, Any]:
    """The facts of a model."""
    return {
        "encoder": encoder_name(model),
        "model": asdict(model),
        "features": asdict(features),
        "labels": label_list(alphabet),
    }


def label_list(alphabet: Alphabet) -> str | list[str]:
    """The labels in the form of facts."""
    return "bytes" if alphabet.is_bytes else list(alphabet.labels)


def read_description(tensors: Mapping[str, np.ndarray[Any, Any]]) -> dict[str, Any]:
    """The facts among the tensors of a checkpoint; empty if there is no readable description."""
    stored = tensors.get(DESCRIPTION_TENSOR)
    try:
        read = json.loads(bytes(stored.item())) if stored is not None else {}
    except (ValueError, TypeError, AttributeError):
        return {}
    if not isinstance(read, dict) or not isinstance(read.get("model"), dict):
        return {}
    model = dict(read["model"])
    if "n_cepstra" in model:  # written before other encoders existed
        model["n_features"] = model.pop("n_cepstra")
    encoder = read.get("encoder", DEFAULT_ENCODER)
    if encoder in encoder_names():
        model = {**config_class(encoder).unstated_options, **model}
    facts = {"encoder": encoder, "model": model}
    if isinstance(read.get("features"), dict):
        facts["features"] = read["features"]
    labels = read.get("labels")
    if labels == "bytes" or (isinstance(labels, list) and all(isinstance(label, str) for label in labels)):
        facts["labels"] = labels
    return facts


def shaping_options(encoder: str) -> dict[str, Any]:
    """Options of an encoder that shape the network, except the number of labels, with their defaults."""
    return {
        one.name: one.default
        for one in fields(config_class(encoder))
        if one.name != _LABELS_OPTION and not one.metadata.get("training_only")
    }


@dataclass(frozen=True)
class Difference:
    """One difference between a training and a later use of its model.

    Args:
        field: the field that differs, with its class: "FeatureConfig.step_ms"; empty for labels.
        trained: the value that the model was trained with, or a description of its labels.
        received: the value of the later use.
    """

    field: str
    trained: Any
    received: Any

    def text(self, said: Callable[[str, Any], str] | None = None) -> str:
        """A sentence with both values, formatted by `said(field, value)`; the default is "name value"."""
        if not self.field:
            return f"trained with {self.trained}. Received: {self.received}"
        say = said or (lambda field, value: f"{field.rpartition('.')[2]} {value}")
        return f"trained with {say(self.field, self.trained)}. Received: {say(self.field, self.received)}"


class ContradictionError(CheckpointError):
    """The configuration contradicts the checkpoint.

    Args:
        where: the checkpoint.
        difference: the first difference.
    """

    def __init__(self, where: str, difference: Difference) -> None:
        super().__init__(f"{where}: {difference.text()}", {"bytes_output": "ModelConfig.bytes_output"})
        self.where, self.difference = where, difference


def differences(trained: Facts, used: Facts) -> list[Difference]:
    """Yields the differences between a later use and the training.

    Values that only one of them states, and values that concern only training, are not compared.
    """
    old_encoder, new_encoder = trained.get("encoder"), used.get("encoder")
    if old_encoder and new_encoder and old_encoder != new_encoder:
        return [Difference("ModelConfig.encoder", old_encoder, new_encoder)]
    encoder = old_encoder or new_encoder or DEFAULT_ENCODER
    options = shaping_options(encoder) if encoder in encoder_names() else {}
    parts = {"features": [one.name for one in fields(FeatureConfig)], "model": list(options)}
    owners = {"features": FeatureConfig.__name__, "model": config_class(encoder).__name__ if options else ""}
    found = []
    for part, names in parts.items():
        old, new = trained.get(part, {}), used.get(part, {})
        for name in names:
            if name in old and name in new:
                trained_with, received = with_tuples(old[name]), with_tuples(new[name])
                if trained_with != received:
                    found.append(Difference(f"{owners[part]}.{name}", trained_with, received))
    difference = _difference_of_labels(trained, used)
    return [*found, difference] if difference else found


def _difference_of_labels(trained: Facts, used: Facts) -> Difference | None:
    old, new = trained.get("labels"), used.get("labels")
    if new is None:
        return None
    source = used.get("labels_from", "an alphabet")
    n_old = trained.get("model", {}).get(_LABELS_OPTION) if not isinstance(old, list) else len(old)
    n_new = used.get("model", {}).get(_LABELS_OPTION)
    if n_old is not None and n_new is not None and n_old != n_new:
        return Difference("", f"an alphabet of {n_old} labels", f"{source} with {n_new}")
    if old is not None and (old == "bytes") != (new == "bytes"):
        kinds = ("an alphabet", "bytes_output")
        return Difference("", kinds[old == "bytes"], kinds[new == "bytes"])
    if isinstance(old, list) and old != new:
        index = [a == b for a, b in zip(old, new, strict=True)].index(False)
        return Difference(
            "",
            f"another alphabet of as many labels: label {index} was {quote(old[index])}",
            f"{quote(new[index])} in {source}",
        )
    return None
