"""Options of data sets: files, limits, order, augmentation."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass

from deepspeech_tf.config.bounds import (
    COUNT,
    COUNT_OR_NONE,
    Bounds,
    Choices,
    check_fields,
    within,
)
from deepspeech_tf.errors import ConfigError, quote

ORDERS = ("bucketed", "sorted")
MAX_BUFFER_BYTES = 2**30
Files = str | os.PathLike[str] | Sequence[str | os.PathLike[str]]


def as_files(name: str, value: Files) -> tuple[str, ...]:
    """Names of files as a tuple of text, from one name or several.

    Raises:
        ConfigError: naming the field, if it holds something else.
    """
    several = [value] if isinstance(value, str | os.PathLike) else value
    try:
        return tuple(os.fspath(one) for one in several if os.fspath(one))
    except TypeError:
        raise ConfigError(f"{name} must be names of files. Received: {quote(value)}") from None


@dataclass(frozen=True)
class TrainingData:
    """The sets of a training, and how the training set is used.

    Args:
        train_files: CSV manifests or sample databases to train on; one name or several.
        dev_files: to validate on after every epoch, each reported separately.
        metrics_files: loss, WER and CER of these are reported after validation.
        augment: augmentations, `operation[parameter=value,...]`, in the order of their application.
        augment_as_0_9_3: augmentation with the defects that it has in 0.9.3.
        limit_train: maximum number of utterances; 0: all. Likewise for `limit_dev`.
        reverse_train: longest utterances first. Likewise for `reverse_dev`.
        normalize_sample_rate: resample audio of other rates; False: refuse it.
        batch_order: "bucketed": other batches of similar length in every epoch; "sorted": 0.9.3's.
        batch_seconds: seconds of audio per training step, instead of a number of utterances; 0: off.
        shuffle_batches: with "sorted": a new order of the batches in each epoch after the first.
        shuffle_start: the first epoch, counted from 0, with batches in random order.
        read_buffer_bytes: bytes of a set that are read at once.
        feature_cache: keep features in `<value>.sqlite`, from run to run; empty: do not.
        cache_for_epochs: empty that cache every so many epochs; 0: never.

    Raises:
        ConfigError: if a value is out of range.
    """

    train_files: Files = ()
    dev_files: Files = ()
    metrics_files: Files = ()
    augment: Sequence[str] = ()
    augment_as_0_9_3: bool = False
    limit_train: int = within(0, COUNT_OR_NONE)
    limit_dev: int = within(0, COUNT_OR_NONE)
    reverse_train: bool = False
    reverse_dev: bool = False
    normalize_sample_rate: bool = True
    batch_order: str = within("bucketed", Choices(ORDERS))
    batch_seconds: float = within(0.0, COUNT_OR_NONE)
    shuffle_batches: bool = False
    shuffle_start: int = within(1, COUNT_OR_NONE)
    read_buffer_bytes: int = within(2**20, Bounds(1, MAX_BUFFER_BYTES))
    feature_cache: str = ""
    cache_for_epochs: int = within(0, COUNT_OR_NONE)

    def __post_init__(self) -> None:
        for name in ("train_files", "dev_files", "metrics_files"):
            object.__setattr__(self, name, as_files(name, getattr(self, name)))
        augment = (self.augment,) if isinstance(self.augment, str) else tuple(self.augment)
        object.__setattr__(self, "augment", augment)
        object.__setattr__(self, "feature_cache", os.fspath(self.feature_cache))
        check_fields(self)

    def require_training_set(self) -> None:
        """Refuse to train on nothing.

        Raises:
            ConfigError: if there are no `train_files`.
        """
        _require("TrainingData", "train_files", self.train_files)


@dataclass(frozen=True)
class EvaluationData:
    """Sets to test on.

    Args:
        test_files: CSV manifests or sample databases, each reported separately; one name or several.
        batch_size: utterances per step.
        limit: at most so many utterances of each set; 0: all.
        reverse: longest utterances first.
        normalize_sample_rate: resample audio of other rates; False: refuse it.
        read_buffer_bytes: bytes of a set that are read at once.

    Raises:
        ConfigError: if a value is out of range.
    """

    test_files: Files = ()
    batch_size: int = within(1, COUNT)
    limit: int = within(0, COUNT_OR_NONE)
    reverse: bool = False
    normalize_sample_rate: bool = True
    read_buffer_bytes: int = within(2**20, Bounds(1, MAX_BUFFER_BYTES))

    def __post_init__(self) -> None:
        object.__setattr__(self, "test_files", as_files("test_files", self.test_files))
        check_fields(self)

    def require_test_set(self) -> None:
        """Refuse to test on nothing.

        Raises:
            ConfigError: if there are no `test_files`.
        """
        _require("EvaluationData", "test_files", self.test_files)


def file_names(files: Files) -> tuple[str, ...]:
    """The files of a field, as the dataclass has made it."""
    return as_files("files", files)


def _require(owner: str, name: str, files: Files) -> None:
    if not files:
        raise ConfigError(f"{name} must not be empty. Received: none", {name: f"{owner}.{name}"})
