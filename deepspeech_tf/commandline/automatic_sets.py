"""`--auto_input_dataset`: its meaning in each command."""

from __future__ import annotations

import logging
from typing import Literal

from absl import flags

from deepspeech_tf.data.automatic_split import SplitSet, divided_set, split_set
from deepspeech_tf.errors import ConfigError

log = logging.getLogger(__name__)

# Parts of a split data set that commands other than train use: the doctor all; evaluate the test set;
# lm_optimizer the validation set, because the test set must not be used for tuning;
# export only the alphabet.
Part = Literal["all", "test", "dev", "alphabet"]


def divide_data_set(values: flags.FlagValues) -> None:
    """Set the flags of the three sets and the alphabet from `--auto_input_dataset`, if it is given.

    Raises:
        ConfigError: if a set is named as well.
        ManifestError: if the data set cannot be split.
    """
    if not values.auto_input_dataset:
        return
    _require_alone(values)
    sets = split_set(values.auto_input_dataset, values.random_seed)
    log.info(
        "%s %s, %s, %s",
        "Split into" if sets.is_new else "Already split:",
        sets.train,
        sets.dev,
        sets.test,
    )
    _set_flags(values, sets, "all")


def use_divided_set(values: flags.FlagValues, part: Part) -> None:
    """Set the flags for `part` of the data set that training has split, if `--auto_input_dataset` is given.

    Raises:
        ConfigError: if a set is named as well.
        ManifestError: if the data set is not split.
    """
    if not values.auto_input_dataset:
        return
    _require_alone(values)
    sets = divided_set(values.auto_input_dataset)
    if part in ("test", "dev"):
        log.info("Taking %s", getattr(sets, part))
    _set_flags(values, sets, part)


def _require_alone(values: flags.FlagValues) -> None:
    if named := [name for name in ("train_files", "dev_files", "test_files") if getattr(values, name)]:
        raise ConfigError(f"--auto_input_dataset and --{named[0]} exclude each other")


def _set_flags(values: flags.FlagValues, sets: SplitSet, part: Part) -> None:
    # The flags are stored with the checkpoint, where the set and its parts would exclude each other.
    found = {"auto_input_dataset": ""}
    if part == "all":
        found |= {"train_files": sets.train, "dev_files": sets.dev, "test_files": sets.test}
    elif part != "alphabet":
        found["test_files"] = getattr(sets, part)
    if sets.alphabet and not values.bytes_output_mode and not values["alphabet_config_path"].present:
        found["alphabet_config_path"] = sets.alphabet
    for name, value in found.items():
        setattr(values, name, value)
