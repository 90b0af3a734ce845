"""The model that flags and checkpoint describe together."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any

from absl import flags

from deepspeech_tf.checkpoint.description import (
    FEATURE_FLAGS,
    Facts,
    ModelDescription,
    differences,
    label_list,
    shaping_options,
)
from deepspeech_tf.checkpoint.restore import Checkpoint, find_facts
from deepspeech_tf.commandline.encoder_flags import encoder_config, given_options
from deepspeech_tf.commandline.settings import (
    LOAD_EVALUATE_CHOICES,
    LOAD_TRAIN_CHOICES,
    load_alphabet,
    load_dir,
    load_policy,
    save_dir,
)
from deepspeech_tf.config import FeatureConfig
from deepspeech_tf.errors import CheckpointError, quote
from deepspeech_tf.fit.replicas import Replicas
from deepspeech_tf.model.encoder_config import EncoderConfig
from deepspeech_tf.model.registry import DEFAULT_ENCODER, encoder_names
from deepspeech_tf.text.alphabet import Alphabet
from deepspeech_tf.text.bytes_alphabet import BytesAlphabet

_BYTES = "bytes"


def model_to_train(values: flags.FlagValues, replicas: Replicas) -> ModelDescription:
    """The model that training goes on with, or a new one.

    Raises:
        CheckpointError: if a flag that was given contradicts the checkpoint that will be loaded.
    """
    found = None
    if replicas.is_chief:
        policy = load_policy(values, "load_train", LOAD_TRAIN_CHOICES)
        found = find_facts(Path(load_dir(values)), policy, resumes=load_dir(values) == save_dir(values))
    prefix, facts = (str(found[0]), found[1]) if found else ("", {})
    prefix, facts = json.loads(replicas.agree(json.dumps([prefix, facts])))
    return choose_model(values, facts, prefix, new_outputs=values.drop_source_layers > 0)


def model_to_evaluate(values: flags.FlagValues) -> ModelDescription:
    """The model of the checkpoint that `--load_evaluate` names; that of the flags if there is none.

    Raises:
        CheckpointError: if a flag that was given contradicts the checkpoint.
    """
    found = find_facts(Path(load_dir(values)), load_policy(values, "load_evaluate", LOAD_EVALUATE_CHOICES))
    return choose_model(values, found[1], str(found[0])) if found else choose_model(values, {})


def choose_model(
    values: flags.FlagValues, facts: Facts, where: str = "", *, new_outputs: bool = False
) -> ModelDescription:
    """What a checkpoint says of the model, and flags where it says nothing.

    The flags that say something of the model have these values afterwards: they are stored with checkpoints.

    Args:
        values: the flags; those that were given must agree with `facts`.
        facts: what is known of the checkpoint.
        where: the checkpoint.
        new_outputs: the output layer starts anew, perhaps with other labels.

    Raises:
        CheckpointError: naming the flag and both values, if a flag that was given contradicts the checkpoint.
        ConfigError: if a value is out of range.
    """
    name = facts.get("encoder", values.encoder)
    if facts and name not in encoder_names():
        raise CheckpointError(
            f"{where}: the encoder must be one of {', '.join(encoder_names())}. Received: {quote(name)}"
        )
    if new_outputs and _names_alphabet(values):
        facts = _without_labels(facts)
    for difference in differences(facts, _given_facts(values, name)):
        raise CheckpointError(f"{where}: {difference}")
    alphabet = _alphabet(values, facts)
    features = _features(values, facts.get("features", {}))
    stored = facts.get("model", {})
    known = {option: stored[option] for option in shaping_options(name) if option in stored}
    n_labels = stored.get("n_labels", len(alphabet))
    if n_labels != len(alphabet):
        raise CheckpointError(
            f"{where}: trained with an alphabet of {n_labels} labels. Received: {_source(values)} with "
            f"{len(alphabet)}"
        )
    known.pop("n_features", None)
    encoder = encoder_config(values, n_labels, stored.get("n_features", features.n_features), name, known)
    model = ModelDescription(encoder, features, alphabet)
    _set_flags(values, model, name)
    return model


def require_model(checkpoint: Checkpoint, model: ModelDescription, *, new_outputs: bool = False) -> None:
    """Refuse a checkpoint of another model; of other labels, unless `new_outputs`.

    Raises:
        CheckpointError: naming the first difference.
    """
    facts = _without_labels(checkpoint.facts) if new_outputs else checkpoint.facts
    for difference in differences(facts, model.facts):
        raise CheckpointError(f"{checkpoint.prefix}: {difference}")


def _names_alphabet(values: flags.FlagValues) -> bool:
    """Whether a flag or the divided data set names the labels."""
    path = values["alphabet_config_path"]
    return bool(values["bytes_output_mode"].present or path.present or not path.using_default_value)


def _source(values: flags.FlagValues) -> str:
    return "--bytes_output_mode" if values.bytes_output_mode else str(values.alphabet_config_path)


def _given_facts(values: flags.FlagValues, encoder: str) -> dict[str, Any]:
    """What the flags that were given say of the model."""
    given: dict[str, Any] = {"model": {}}
    if values["encoder"].present:
        given["encoder"] = values.encoder
    if given.get("encoder", encoder) == encoder:
        given["model"] = given_options(values, encoder)
    given["features"] = {
        name: values[flag].value for name, flag in FEATURE_FLAGS.items() if values[flag].present
    }
    if _names_alphabet(values):
        alphabet = load_alphabet(values)
        given |= {"labels": label_list(alphabet), "labels_from": _source(values)}
        given["model"]["n_labels"] = len(alphabet)
    return given


def _without_labels(facts: Facts) -> Facts:
    options = {name: value for name, value in facts.get("model", {}).items() if name != "n_labels"}
    return {**{name: value for name, value in facts.items() if name != "labels"}, "model": options}


def _alphabet(values: flags.FlagValues, facts: Facts) -> Alphabet:
    labels = facts.get("labels")
    if labels is None or _names_alphabet(values):
        return load_alphabet(values)
    return BytesAlphabet() if labels == _BYTES else Alphabet.from_labels(labels)


def _features(values: flags.FlagValues, stored: Mapping[str, Any]) -> FeatureConfig:
    known = {one.name: stored[one.name] for one in fields(FeatureConfig) if one.name in stored}
    from_flags = {name: getattr(values, flag) for name, flag in FEATURE_FLAGS.items()}
    return FeatureConfig(**{**from_flags, **known})


def _set_flags(values: flags.FlagValues, model: ModelDescription, name: str) -> None:
    stated: dict[str, Any] = {"encoder": name, "bytes_output_mode": model.alphabet.is_bytes}
    stated |= {flag: getattr(model.features, option) for option, flag in FEATURE_FLAGS.items()}
    options = {option: getattr(model.encoder, option) for option in shaping_options(name)}
    own = model.encoder.flags
    stated |= {own[option]: value for option, value in options.items() if option in own}
    if name != DEFAULT_ENCODER:
        further = {one.name for one in fields(model.encoder)} - {one.name for one in fields(EncoderConfig)}
        stated["encoder_option"] = [
            f"{option}={getattr(model.encoder, option)}" for option in sorted(further - own.keys())
        ]
    stored = os.path.join(load_dir(values), "alphabet.txt")
    if not _names_alphabet(values) and not model.alphabet.is_bytes and os.path.isfile(stored):
        stated["alphabet_config_path"] = stored
    for flag, value in stated.items():
        setattr(values, flag, value)
