"""From parsed flags to the frozen dataclasses that the library takes."""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass
from typing import Any

from absl import flags

from deepspeech_tf.commandline.encoder_flags import encoder_config
from deepspeech_tf.commandline.flags import EXPORT, WITHOUT_EFFECT
from deepspeech_tf.commandline.inputs import require_readable
from deepspeech_tf.config import (
    LARGEST_COUNT,
    LARGEST_STEPS,
    DecodingConfig,
    ExportConfig,
    FeatureConfig,
    OptimizerConfig,
    TrainingConfig,
    require_range,
)
from deepspeech_tf.data.batching import ORDERS
from deepspeech_tf.errors import ConfigError, quote
from deepspeech_tf.model.encoder_config import EncoderConfig
from deepspeech_tf.text.alphabet import Alphabet
from deepspeech_tf.text.bytes_alphabet import BytesAlphabet

log = logging.getLogger(__name__)

LARGEST_THREADS = 4096
LARGEST_BUFFER_BYTES = 2**30
_UNITS = ("", "K", "M", "G", "T")
_SIZE = re.compile(r"(\d+(?:\.\d+)?) ?([KMGT]?)B?", re.ASCII | re.IGNORECASE)
LOAD_TRAIN_CHOICES = ("auto", "best", "last", "init")
LOAD_EVALUATE_CHOICES = ("auto", "best", "last")


@dataclass(frozen=True)
class DataSettings:
    """Which manifests to read, and how much of each."""

    train_files: tuple[str, ...]
    dev_files: tuple[str, ...]
    test_files: tuple[str, ...]
    metrics_files: tuple[str, ...]
    augment: tuple[str, ...]
    augment_as_0_9_3: bool
    limit_train: int
    limit_dev: int
    limit_test: int
    reverse_train: bool
    reverse_dev: bool
    reverse_test: bool
    test_batch_size: int
    read_buffer_bytes: int
    feature_cache: str
    cache_for_epochs: int


def file_list(value: str) -> tuple[str, ...]:
    """Split a comma-separated list of files; blanks around names and empty names do not count."""
    return tuple(name.strip() for name in value.split(",") if name.strip())


def size_in_bytes(name: str, text: str) -> int:
    """Bytes that `text` means: a number, with KB, MB, GB or TB (of 1024), or a first letter, behind it.

    Raises:
        ConfigError: naming the flag, if it means nothing, or nothing that memory could hold.
    """
    match = _SIZE.fullmatch(text)
    size = float(match[1]) * 1024 ** _UNITS.index(match[2].upper()) if match else 0.0
    if not 1 <= size <= LARGEST_BUFFER_BYTES:
        raise ConfigError(f"--{name} must be a size such as 512KB or 1MB. Received: {quote(text)}")
    return int(size)


def explain_former_flags(values: flags.FlagValues) -> None:
    """Say of flags that no longer have an effect why, where they are given.

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


def check_ranges(values: flags.FlagValues) -> None:
    """Refuse impossible values of the flags that go into no configuration of the library.

    Raises:
        ConfigError: naming the flag.
    """
    require_range("log_level", values.log_level, 0, 3)
    require_range("report_count", values.report_count, 0, LARGEST_COUNT)
    for name in ("inter_op_parallelism_threads", "intra_op_parallelism_threads"):
        require_range(name, getattr(values, name), 0, LARGEST_THREADS)


def data_settings(values: flags.FlagValues) -> DataSettings:
    """Files, limits and order of the data sets.

    Raises:
        ConfigError: if a limit is negative, a batch size below 1, or the size of the buffer is none.
    """
    if values.batch_order not in ORDERS:
        raise ConfigError(
            f"--batch_order must be one of {', '.join(ORDERS)}. Received: {quote(values.batch_order)}"
        )
    require_range("batch_seconds", values.batch_seconds, 0, LARGEST_COUNT)
    for name in ("limit_train", "limit_dev", "limit_test"):
        require_range(name, getattr(values, name), 0, LARGEST_COUNT)
    require_range("test_batch_size", values.test_batch_size, 1, LARGEST_COUNT)
    require_range("cache_for_epochs", values.cache_for_epochs, 0, LARGEST_COUNT)
    return DataSettings(
        train_files=file_list(values.train_files),
        dev_files=file_list(values.dev_files),
        test_files=file_list(values.test_files),
        metrics_files=file_list(values.metrics_files),
        augment=tuple(values.augment or ()),
        augment_as_0_9_3=values.augment_as_0_9_3,
        limit_train=values.limit_train,
        limit_dev=values.limit_dev,
        limit_test=values.limit_test,
        reverse_train=values.reverse_train,
        reverse_dev=values.reverse_dev,
        reverse_test=values.reverse_test,
        test_batch_size=values.test_batch_size,
        read_buffer_bytes=size_in_bytes("read_buffer", values.read_buffer),
        feature_cache=values.feature_cache,
        cache_for_epochs=values.cache_for_epochs,
    )


def load_alphabet(values: flags.FlagValues) -> Alphabet:
    """The labels of `--alphabet_config_path`, or bytes.

    Raises:
        AlphabetError: if the file cannot be used.
        ConfigError: if both are asked for.
    """
    if not values.bytes_output_mode:
        return Alphabet.from_file(values.alphabet_config_path)
    if values["alphabet_config_path"].present:
        raise ConfigError(
            "--bytes_output_mode has no alphabet file. Received: --alphabet_config_path "
            f"{values.alphabet_config_path}"
        )
    return BytesAlphabet()


def feature_config(values: flags.FlagValues) -> FeatureConfig:
    return FeatureConfig(
        sample_rate_hz=values.audio_sample_rate,
        window_ms=values.feature_win_len,
        step_ms=values.feature_win_step,
    )


def model_config(values: flags.FlagValues, n_labels: int) -> EncoderConfig:
    """The encoder that the flags describe."""
    return encoder_config(values, n_labels, feature_config(values).n_features)


def optimizer_config(values: flags.FlagValues) -> OptimizerConfig:
    return OptimizerConfig(
        learning_rate=values.learning_rate,
        beta1=values.beta1,
        beta2=values.beta2,
        epsilon=values.epsilon,
        clip_norm=values.clip_norm,
        warmup_steps=values.lr_warmup_steps,
        schedule=values.lr_schedule,
        decay_steps=values.lr_decay_steps,
        decay_rate=values.lr_decay_rate,
    )


def given(values: flags.FlagValues, name: str) -> Any:
    """The value of a flag that was given, on the command line or in a file; None if it was not."""
    return values[name].value if values[name].present else None


def load_dir(values: flags.FlagValues) -> str:
    return str(values.load_checkpoint_dir or values.checkpoint_dir)


def save_dir(values: flags.FlagValues) -> str:
    return str(values.save_checkpoint_dir or values.checkpoint_dir)


def load_policy(values: flags.FlagValues, name: str, choices: tuple[str, ...]) -> str:
    """The named load flag; anything unknown means `auto`, as in 0.9.3, with a warning."""
    value = str(getattr(values, name))
    if value in choices:
        return value
    log.warning("--%s must be one of %s; taking auto. Received: %r", name, ", ".join(choices), value)
    return "auto"


def precision(values: flags.FlagValues) -> str:
    """What training computes in; `automatic` stands for what suits the device.

    Raises:
        ConfigError: if `--automatic_mixed_precision` meets `--precision float32`.
    """
    if not values.automatic_mixed_precision:
        return str(values.precision)
    if not values["precision"].present:
        return "automatic"
    if values.precision == "float32":
        raise ConfigError("--automatic_mixed_precision and --precision float32 exclude each other")
    return str(values.precision)


def training_config(values: flags.FlagValues) -> TrainingConfig:
    return TrainingConfig(
        epochs=values.epochs,
        train_batch_size=values.train_batch_size,
        dev_batch_size=values.dev_batch_size,
        seed=values.random_seed,
        precision=precision(values),
        load_train=load_policy(values, "load_train", LOAD_TRAIN_CHOICES),
        load_dir=load_dir(values),
        save_dir=save_dir(values),
        checkpoint_secs=values.checkpoint_secs,
        max_to_keep=values.max_to_keep,
        drop_source_layers=values.drop_source_layers,
        force_learning_rate=values.force_initialize_learning_rate,
        allow_missing_slots=values.load_cudnn,
        early_stop=values.early_stop,
        early_stop_epochs=values.es_epochs,
        min_delta=values.es_min_delta,
        reduce_lr_on_plateau=values.reduce_lr_on_plateau,
        plateau_epochs=values.plateau_epochs,
        plateau_reduction=values.plateau_reduction,
        summary_dir=values.summary_dir,
        summary_required=bool(values["summary_dir"].present),
        show_progressbar=values.show_progressbar,
    )


def decoding_config(values: flags.FlagValues) -> DecodingConfig:
    """Decoder options.

    Raises:
        ConfigError: if a scorer is named that cannot be read, or a value is out of range.
    """
    if values.scorer_path:
        require_readable("scorer_path", values.scorer_path, "a .scorer file")
    return DecodingConfig(
        beam_width=values.beam_width,
        cutoff_prob=values.cutoff_prob,
        cutoff_top_n=values.cutoff_top_n,
        scorer_path=values.scorer_path,
        lm_alpha=values.lm_alpha,
        lm_beta=values.lm_beta,
    )


def export_config(values: flags.FlagValues) -> ExportConfig:
    """Options of the exported model.

    Raises:
        ConfigError: if a size is out of range, a name has a slash, or two formats are asked for.
    """
    require_range("n_steps", values.n_steps, 1, LARGEST_STEPS)
    require_range("export_batch_size", values.export_batch_size, 1, LARGEST_STEPS)
    require_range("export_beam_width", values.export_beam_width, 1, LARGEST_COUNT)
    for name in ("export_file_name", "export_author_id", "export_model_name", "export_model_version"):
        if "/" in getattr(values, name) or not getattr(values, name):
            raise ConfigError(
                f"--{name} must be a name without slashes. Received: {quote(getattr(values, name))}"
            )
    for name in (name for name, kind, *_ in EXPORT if kind == "string" and name != "export_dir"):
        if any("\ud800" <= character <= "\udfff" for character in getattr(values, name)):
            raise ConfigError(f"--{name} must be UTF-8. Received: {quote(getattr(values, name))}")
    if values.export_savedmodel and (values.export_tflite or values.export_zip):
        raise ConfigError("--export_savedmodel excludes --export_tflite and --export_zip")
    return ExportConfig(
        n_steps=values.n_steps,
        batch_size=values.export_batch_size,
        beam_width=values.export_beam_width,
        language=values.export_language,
        quantize=values.export_quantize,
        file_name=values.export_file_name,
        compat=values.compat,
    )
