"""The model that a job and a checkpoint describe together, determined without TensorFlow."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from deepspeech_tf.checkpoint.description import (
    ContradictionError,
    Facts,
    ModelDescription,
    differences,
    label_list,
    shaping_options,
)
from deepspeech_tf.config import FeatureConfig, ModelConfig
from deepspeech_tf.errors import CheckpointError, ConfigError, quote
from deepspeech_tf.model.encoder_config import EncoderConfig
from deepspeech_tf.model.registry import DEFAULT_ENCODER, config_class, encoder_names
from deepspeech_tf.text.alphabet import Alphabet
from deepspeech_tf.text.bytes_alphabet import BytesAlphabet

ENGLISH = " abcdefghijklmnopqrstuvwxyz'"  # as data/alphabet.txt
_BYTES = "bytes"
_FEATURES = ("sample_rate_hz", "window_ms", "step_ms", "feature_kind", "n_mels")


def choose_model(
    asked: ModelConfig, facts: Facts, where: str = "", *, new_outputs: bool = False
) -> ModelDescription:
    """The model of a checkpoint, completed by the job's configuration where the checkpoint states nothing.

    Args:
        asked: configuration of the job; it must agree with `facts`.
        facts: known facts about the checkpoint.
        where: the checkpoint.
        new_outputs: whether the output layer is initialized again, possibly for other labels.

    Raises:
        ContradictionError: naming both values, if the configuration contradicts the checkpoint.
        ConfigError: if a value is out of range.
    """
    name = facts.get("encoder") or asked.encoder or DEFAULT_ENCODER
    if facts and name not in encoder_names():
        raise CheckpointError(
            f"{where}: the encoder must be one of {', '.join(encoder_names())}. Received: {quote(name)}"
        )
    if new_outputs and names_alphabet(asked):
        facts = without_labels(facts)
    check_asked(asked, facts, where)
    alphabet = _alphabet(asked, facts)
    features = _features(asked, facts.get("features"), name)
    stored = facts.get("model", {})
    known = {option: stored[option] for option in shaping_options(name) if option in stored}
    n_labels = stored.get("n_labels", len(alphabet))
    if n_labels != len(alphabet):
        raise CheckpointError(
            f"{where}: trained with an alphabet of {n_labels} labels. Received: {_source(asked)} with "
            f"{len(alphabet)}",
            {"bytes_output": "ModelConfig.bytes_output"},
        )
    n_features = known.pop("n_features", features.n_features)
    options = {**checked_options(asked.options, name), **known}
    return ModelDescription(
        config_class(name)(n_labels=n_labels, n_features=n_features, **options), features, alphabet
    )


def check_asked(asked: ModelConfig, facts: Facts, where: str) -> None:
    """Raise an error if a given value contradicts a checkpoint; values that were not given are not compared.

    Args:
        asked: configuration of the job; only given fields are compared.
        facts: known facts about the checkpoint.
        where: the checkpoint.

    Raises:
        ContradictionError: naming both values.
    """
    name = facts.get("encoder") or asked.encoder or DEFAULT_ENCODER
    for difference in differences(facts, _asked_facts(asked, name)):
        raise ContradictionError(where, difference)


def load_alphabet(asked: ModelConfig) -> Alphabet:
    """The labels that the job asks for.

    Raises:
        AlphabetError: if the file cannot be used.
        ConfigError: if both an alphabet file and bytes are given.
    """
    names = {name: f"ModelConfig.{name}" for name in ("alphabet_path", "bytes_output")}
    if asked.bytes_output:
        if asked.alphabet_path is not None:
            raise ConfigError(
                f"bytes_output has no alphabet file. Received: alphabet_path {asked.alphabet_path}", names
            )
        return BytesAlphabet()
    path = asked.alphabet_path if asked.alphabet_path is not None else asked.default_alphabet_path
    return Alphabet.from_file(path) if path else Alphabet.from_labels(ENGLISH)


def checked_options(options: Mapping[str, Any], name: str) -> dict[str, Any]:
    """The options of the encoder `name`.

    Raises:
        ConfigError: naming the option, if the encoder does not have it.
    """
    base = {one.name for one in fields(EncoderConfig)}
    known = [one.name for one in fields(config_class(name)) if one.name not in base]
    for option in options:
        if option not in known:
            raise ConfigError(
                f"options of the encoder {name} must be of {', '.join(known)}. Received: {quote(option)}",
                {"options": "ModelConfig.options"},
            )
    return dict(options)


def names_alphabet(asked: ModelConfig) -> bool:
    """Whether the job asks for certain labels."""
    return asked.alphabet_path is not None or asked.bytes_output is not None


def _source(asked: ModelConfig) -> str:
    return "bytes_output" if asked.bytes_output else str(asked.alphabet_path or asked.default_alphabet_path)


def _asked_facts(asked: ModelConfig, encoder: str) -> dict[str, Any]:
    given: dict[str, Any] = {"model": {}}
    if asked.encoder is not None:
        given["encoder"] = asked.encoder
    if given.get("encoder", encoder) == encoder:
        given["model"] = checked_options(asked.options, encoder)
    given["features"] = _given_features(asked)
    if names_alphabet(asked):
        alphabet = load_alphabet(asked)
        given |= {"labels": label_list(alphabet), "labels_from": _source(asked)}
        given["model"]["n_labels"] = len(alphabet)
    return given


def _given_features(asked: ModelConfig) -> dict[str, Any]:
    return {name: value for name in _FEATURES if (value := getattr(asked, name)) is not None}


def without_labels(facts: Facts) -> Facts:
    """The facts of a model except its labels."""
    options = {name: value for name, value in facts.get("model", {}).items() if name != "n_labels"}
    return {**{name: value for name, value in facts.items() if name != "labels"}, "model": options}


def _alphabet(asked: ModelConfig, facts: Facts) -> Alphabet:
    labels = facts.get("labels")
    if labels is None or names_alphabet(asked):
        return load_alphabet(asked)
    return BytesAlphabet() if labels == _BYTES else Alphabet.from_labels(labels)


def _features(asked: ModelConfig, stored: Mapping[str, Any] | None, encoder: str) -> FeatureConfig:
    if stored is None:
        known = dict(config_class(encoder).default_features)
        return FeatureConfig(**{**known, **_given_features(asked)})
    known = {one.name: stored[one.name] for one in fields(FeatureConfig) if one.name in stored}
    return FeatureConfig(**{**_given_features(asked), **known})
