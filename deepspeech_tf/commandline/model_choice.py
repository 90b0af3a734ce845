"""Determines the model configuration from flags and checkpoint, and updates the flags."""

from __future__ import annotations

import os
from dataclasses import fields
from pathlib import Path
from typing import Any

from absl import flags

from deepspeech_tf.checkpoint.description import Facts, ModelDescription, shaping_options
from deepspeech_tf.checkpoint.restore import find_facts
from deepspeech_tf.commandline.encoder_flags import encoder_options, flags_of_options, option_text
from deepspeech_tf.commandline.messages import speaking_of_flags
from deepspeech_tf.commandline.model_flags import FEATURE_FLAGS, model_asked
from deepspeech_tf.commandline.settings import feature_config, load_dir, load_policy, save_dir
from deepspeech_tf.config import LOAD_TRAIN_CHOICES, ModelConfig
from deepspeech_tf.errors import AlphabetError
from deepspeech_tf.fit.replicas import Replicas
from deepspeech_tf.jobs.checkpoint_choice import facts_to_train
from deepspeech_tf.jobs.model_choice import choose_model, names_alphabet
from deepspeech_tf.model.encoder_config import EncoderConfig
from deepspeech_tf.model.registry import DEFAULT_ENCODER, config_class, encoder_name
from deepspeech_tf.text.alphabet import Alphabet


@speaking_of_flags
def model_to_train(values: flags.FlagValues, replicas: Replicas) -> ModelDescription:
    """The model of the checkpoint that training continues from, or a new one. Sets the flags accordingly.

    Raises:
        CheckpointError: if a flag that was given contradicts the checkpoint that will be loaded.
    """
    policy = load_policy(values, "load_train", LOAD_TRAIN_CHOICES) if replicas.is_chief else "init"
    facts, where = facts_to_train(load_dir(values), save_dir(values), policy, replicas)
    return _choose(values, facts, where, new_outputs=values.drop_source_layers > 0)


@speaking_of_flags
def model_to_evaluate(values: flags.FlagValues, folder: str = "") -> ModelDescription:
    """The model of the checkpoint that `--load_evaluate` names; that of the flags if there is none.

    Raises:
        CheckpointError: if a flag that was given contradicts the checkpoint.
    """
    found = find_facts(Path(folder or load_dir(values)), load_policy(values))
    return _choose(values, found[1], str(found[0])) if found else _choose(values, {}, "")


def asked_of_checkpoint(values: flags.FlagValues) -> ModelConfig:
    """The model options that the flags request for the checkpoint that `--load_evaluate` names."""
    found = find_facts(Path(load_dir(values)), load_policy(values))
    return model_asked(values, str(found[1].get("encoder", "")) if found else "")


@speaking_of_flags
def model_config(values: flags.FlagValues, n_labels: int) -> EncoderConfig:
    """The encoder that the flags describe."""
    options = encoder_options(values, values.encoder)
    n_features = feature_config(values).n_features
    return config_class(values.encoder)(n_labels=n_labels, n_features=n_features, **options)


def _choose(
    values: flags.FlagValues, facts: Facts, where: str, *, new_outputs: bool = False
) -> ModelDescription:
    asked = model_asked(values, facts.get("encoder", ""))
    model = choose_model(asked, facts, where, new_outputs=new_outputs)
    stated = flags_of_model(model)
    if "labels" in facts and not names_alphabet(asked):
        stated |= _alphabet_file(values, model)
    for flag, value in stated.items():
        setattr(values, flag, value)
    return model


def flags_of_model(model: ModelDescription) -> dict[str, Any]:
    """The flags that describe a model except its alphabet, to be stored with checkpoints and exports."""
    name = encoder_name(model.encoder)
    stated: dict[str, Any] = {"encoder": name, "bytes_output_mode": model.alphabet.is_bytes}
    stated |= {flag: getattr(model.features, option) for option, flag in FEATURE_FLAGS.items()}
    own = flags_of_options(name)
    shaping = [option for option in shaping_options(name) if option in own]
    stated |= {own[option]: getattr(model.encoder, option) for option in shaping}
    if name != DEFAULT_ENCODER:
        further = {one.name for one in fields(model.encoder)} - {one.name for one in fields(EncoderConfig)}
        stated["encoder_option"] = [
            f"{option}={option_text(getattr(model.encoder, option))}"
            for option in sorted(further - own.keys())
        ]
    return stated


def _alphabet_file(values: flags.FlagValues, model: ModelDescription) -> dict[str, str]:
    """The flag that names an alphabet file with the model's labels: beside the checkpoint, or the default."""
    stored = os.path.join(load_dir(values), "alphabet.txt")
    paths = (path for path in (stored, values.alphabet_config_path) if _has_labels(path, model))
    return {"alphabet_config_path": next(paths, "")}


def _has_labels(path: str, model: ModelDescription) -> bool:
    try:
        return not model.alphabet.is_bytes and Alphabet.from_file(path) == model.alphabet
    except AlphabetError:
        return False
