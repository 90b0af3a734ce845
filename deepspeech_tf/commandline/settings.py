"""Converts parsed flags to the frozen dataclasses of the library."""

from __future__ import annotations

import logging
import re
from typing import Any, TypeVar

from absl import flags

from deepspeech_tf.commandline.flag_row import field_of
from deepspeech_tf.commandline.flags import ALL_FLAGS, WITHOUT_EFFECT
from deepspeech_tf.commandline.messages import speaking_of_flags
from deepspeech_tf.config import (
    LOAD_TRAIN_CHOICES,
    DecodingConfig,
    DeviceConfig,
    EvaluationData,
    ExportConfig,
    FeatureConfig,
    OptimizerConfig,
    TrainingConfig,
    TrainingData,
    require_range,
)
from deepspeech_tf.config.data import MAX_BUFFER_BYTES
from deepspeech_tf.errors import ConfigError, ExportError, quote
from deepspeech_tf.exporting.package import ModelCard
from deepspeech_tf.jobs.job import LOAD_CHOICES as LOAD_EVALUATE_CHOICES
from deepspeech_tf.jobs.places import check_scorer

log = logging.getLogger(__name__)
C = TypeVar("C")

_UNITS = ("", "K", "M", "G", "T")
_SIZE = re.compile(r"(\d+(?:\.\d+)?) ?([KMGT]?)B?", re.ASCII | re.IGNORECASE)


def file_list(value: str) -> tuple[str, ...]:
    """Split a comma-separated list of files; blanks around names and empty names do not count."""
    return tuple(name.strip() for name in value.split(",") if name.strip())


def size_in_bytes(name: str, text: str) -> int:
    """Number of bytes: a number, optionally with KB, MB, GB or TB (powers of 1024) or the first letter.

    Raises:
        ConfigError: naming the flag, if it is not a size or exceeds any memory.
    """
    match = _SIZE.fullmatch(text)
    size = float(match[1]) * 1024 ** _UNITS.index(match[2].upper()) if match else 0.0
    if not 1 <= size <= MAX_BUFFER_BYTES:
        raise ConfigError(f"--{name} must be a size such as 512KB or 1MB. Received: {quote(text)}")
    return int(size)


def made_from_flags(values: flags.FlagValues, kind: type[C], **further: Any) -> C:
    """A dataclass of the library, with the values of the flags whose rows name its fields.

    Args:
        values: the flags.
        kind: the dataclass.
        further: values of fields whose form differs from that of their flags.

    Raises:
        ConfigError: if a value is out of range.
    """
    arguments: dict[str, Any] = {}
    for row in ALL_FLAGS:
        for name in row.fields:
            owner, _, field = name.partition(".")
            if owner == kind.__name__ and field not in further:
                value = values[row.name].value
                arguments[field] = file_list(str(value)) if field_of(name).default == () else value
    return kind(**arguments, **further)


def explain_former_flags(values: flags.FlagValues) -> None:
    """Warns about given flags that no longer have an effect, with the reason.

    Raises:
        ConfigError: if two of them exclude each other, as in 0.9.3.
    """
    for name, reason in WITHOUT_EFFECT.items():
        if values[name].value != values[name].default:
            log.warning("--%s has no effect: %s", name, reason)
    if values.cache_for_epochs == 1:
        log.warning("--cache_for_epochs 1 empties the feature cache before it could ever be used")
    if values.train_cudnn and values.load_cudnn:
        raise ConfigError("--train_cudnn and --load_cudnn exclude each other")


@speaking_of_flags
def check_ranges(values: flags.FlagValues) -> None:
    """Rejects invalid values of the flags that every command has.

    Raises:
        ConfigError: naming the flag.
    """
    for row in ALL_FLAGS:
        if row.own_limits is not None:
            require_range(f"--{row.name}", getattr(values, row.name), row.own_limits.low, row.own_limits.high)
    device_config(values)


@speaking_of_flags
def data_settings(values: flags.FlagValues) -> TrainingData:
    """The sets of a training and how they are used; also checks the options of test sets.

    Raises:
        ConfigError: if a limit is negative, a batch size below 1, or the size of the buffer is invalid.
    """
    evaluation_data(values)
    return made_from_flags(
        values,
        TrainingData,
        augment=tuple(values.augment or ()),
        read_buffer_bytes=size_in_bytes("read_buffer", values.read_buffer),
    )


@speaking_of_flags
def evaluation_data(values: flags.FlagValues) -> EvaluationData:
    """The sets of a test."""
    size = size_in_bytes("read_buffer", values.read_buffer)
    return made_from_flags(values, EvaluationData, read_buffer_bytes=size)


@speaking_of_flags
def feature_config(values: flags.FlagValues) -> FeatureConfig:
    """How features are computed, according to the flags only."""
    return made_from_flags(values, FeatureConfig)


@speaking_of_flags
def optimizer_config(values: flags.FlagValues) -> OptimizerConfig:
    """Adam and its schedule."""
    return made_from_flags(values, OptimizerConfig)


@speaking_of_flags
def device_config(values: flags.FlagValues) -> DeviceConfig:
    """Threads and GPUs."""
    return made_from_flags(values, DeviceConfig)


def load_dir(values: flags.FlagValues) -> str:
    """The folder that checkpoints are loaded from."""
    return str(values.load_checkpoint_dir or values.checkpoint_dir)


def save_dir(values: flags.FlagValues) -> str:
    """The folder that checkpoints are saved to."""
    return str(values.save_checkpoint_dir or values.checkpoint_dir)


def load_policy(
    values: flags.FlagValues, name: str = "load_evaluate", choices: tuple[str, ...] = LOAD_EVALUATE_CHOICES
) -> str:
    """The named load flag; unknown values mean `auto`, as in 0.9.3, with a warning."""
    value = str(getattr(values, name))
    if value in choices:
        return value
    log.warning("--%s must be one of %s; using auto. Received: %r", name, ", ".join(choices), value)
    return "auto"


def precision(values: flags.FlagValues) -> str:
    """The precision of training; `automatic` selects one for the device.

    Raises:
        ConfigError: if `--automatic_mixed_precision` is combined with `--precision float32`.
    """
    if not values.automatic_mixed_precision:
        return str(values.precision)
    if not values["precision"].present:
        return "automatic"
    if values.precision == "float32":
        raise ConfigError("--automatic_mixed_precision and --precision float32 exclude each other")
    return str(values.precision)


@speaking_of_flags
def training_config(values: flags.FlagValues) -> TrainingConfig:
    """Training options: epochs, batches, initial checkpoint, early stopping."""
    return made_from_flags(
        values,
        TrainingConfig,
        precision=precision(values),
        load_train=load_policy(values, "load_train", LOAD_TRAIN_CHOICES),
        summary_required=bool(values["summary_dir"].present),
    )


@speaking_of_flags
def decoding_config(values: flags.FlagValues) -> DecodingConfig:
    """Decoder options.

    Raises:
        ConfigError: if a scorer is named that cannot be read, or a value is out of range.
    """
    config = made_from_flags(values, DecodingConfig)
    check_scorer(config)
    return config


@speaking_of_flags
def export_config(values: flags.FlagValues) -> ExportConfig:
    """Options of the exported model.

    Raises:
        ConfigError: if a size is out of range, a name contains a slash, or two formats are requested.
    """
    if values.export_savedmodel and (values.export_tflite or values.export_zip):
        raise ConfigError("--export_savedmodel excludes --export_tflite and --export_zip")
    try:
        made_from_flags(values, ModelCard)
    except ExportError as error:
        raise ConfigError(str(error), error.names) from error
    return made_from_flags(values, ExportConfig)
