"""Flags: names and defaults of 0.9.3; impossible values are rejected."""

import re
from dataclasses import MISSING
from pathlib import Path

import pytest
from absl import flags

import deepspeech_tf.commandline.flag_table
from deepspeech_tf.commandline.flag_row import FlagRow, field_of
from deepspeech_tf.commandline.flags import ALL_FLAGS, WITHOUT_EFFECT, define_flags, flags_text
from deepspeech_tf.commandline.jobs import training_job
from deepspeech_tf.commandline.messages import FLAG_OF_FIELD
from deepspeech_tf.commandline.model_choice import model_config
from deepspeech_tf.commandline.settings import (
    check_ranges,
    data_settings,
    decoding_config,
    explain_former_flags,
    export_config,
    feature_config,
    file_list,
    load_policy,
    optimizer_config,
    training_config,
)
from deepspeech_tf.errors import ConfigError

# compatibility of names and defaults, written down independently of the tables
DEFAULTS_0_9_3 = {
    "epochs": 75, "dropout_rate": 0.05, "learning_rate": 0.001, "train_batch_size": 1, "n_hidden": 2048,
    "es_epochs": 25, "es_min_delta": 0.05, "plateau_epochs": 10, "plateau_reduction": 0.1,
    "checkpoint_secs": 600, "max_to_keep": 5, "load_train": "auto", "load_evaluate": "auto",
    "beam_width": 1024, "lm_alpha": 0.931289039105002, "lm_beta": 1.1834137581510284, "cutoff_prob": 1.0,
    "cutoff_top_n": 300, "export_beam_width": 500, "n_steps": 16, "random_seed": 4568, "relu_clip": 20.0,
    "epsilon": 1e-8, "report_count": 5, "feature_win_len": 32, "feature_win_step": 20,
    "audio_sample_rate": 16000, "alphabet_config_path": "data/alphabet.txt", "n_trials": 2400,
    "early_stop": False, "export_tflite": False, "show_progressbar": True, "log_level": 1,
}  # fmt: skip

# Those of 0.9.3, and two of its master branch.
FLAGS_0_9_3 = set(
    """
    alphabet_config_path audio_sample_rate augment automatic_mixed_precision beam_width beta1 beta2
    bytes_output_mode cache_for_epochs checkpoint_dir checkpoint_secs cutoff_prob cutoff_top_n
    dev_batch_size dev_files drop_source_layers dropout_rate dropout_rate2 dropout_rate3 dropout_rate4
    dropout_rate5 dropout_rate6 early_stop epochs epsilon es_epochs es_min_delta export_author_id
    export_batch_size export_beam_width export_contact_info export_description export_dir
    export_file_name export_language export_license export_max_ds_version export_min_ds_version
    export_model_name export_model_version export_tflite export_zip feature_cache feature_win_len
    feature_win_step force_initialize_learning_rate horovod inter_op_parallelism_threads
    intra_op_parallelism_threads layer_norm learning_rate limit_dev limit_test limit_train lm_alpha
    lm_alpha_max lm_beta lm_beta_max load_checkpoint_dir load_cudnn load_evaluate load_train log_level
    log_placement max_to_keep metrics_files n_hidden n_steps n_trials normalize_sample_rate
    one_shot_infer plateau_epochs plateau_reduction random_seed read_buffer reduce_lr_on_plateau
    relu_clip remove_export report_count reverse_dev reverse_test reverse_train save_checkpoint_dir
    scorer_path show_progressbar summary_dir test_batch_size test_files test_output_file train_batch_size
    train_cudnn train_files use_allow_growth
    """.split()
)
# Flags whose values have another form than the field, or whose default is a place on this machine.
OTHER_DEFAULTS = {
    "read_buffer", "augment", "dropout_rate2", "dropout_rate3", "dropout_rate6", "export_tflite",
    "export_savedmodel", "summary_dir", "encoder", "bytes_output_mode", "alphabet_config_path",
}  # fmt: skip
COMMAND_LINE = Path(deepspeech_tf.commandline.flag_table.__file__).parent

ADDED = {
    "shuffle_batches", "shuffle_start", "export_quantize",  # of Coqui
    "auto_input_dataset", "export_savedmodel",  # of Coqui
    "precision", "workers", "worker_index",
    "config", "report_dir", "compat", "lr_warmup_steps", "lr_schedule", "lr_decay_steps", "lr_decay_rate",
    "clip_norm", "batch_order", "batch_seconds", "speaker_pattern", "augment_as_0_9_3",
    "find_batch_size", "skip_batch_test", "encoder", "encoder_option", "features", "n_mels", "init_from",
    "ema_decay", "teacher_weight", "trained_layers",
}  # fmt: skip


def parse(*arguments: str) -> flags.FlagValues:
    values = flags.FlagValues()
    define_flags(values)
    values(["train", *arguments])
    return values


def test_names_and_defaults() -> None:
    values = parse()
    for name, default in DEFAULTS_0_9_3.items():
        assert getattr(values, name) == default, name
    names = [row[0] for row in ALL_FLAGS]
    assert len(names) == len(set(names))
    assert set(names) >= ADDED
    assert set(names) == ADDED | FLAGS_0_9_3


@pytest.mark.parametrize("row", ALL_FLAGS, ids=lambda row: row.name)
def test_rows(row: FlagRow) -> None:
    """Each has a line of help and either sets fields of the library or is used by the command line."""
    assert row.help and row.help[-1] != "." and "\n" not in row.help
    if not row.fields:
        used = re.compile(rf"values\.{row.name}\b|\"{row.name}\"|values\[\"{row.name}\"\]")
        sources = [path.read_text(encoding="utf-8") for path in COMMAND_LINE.glob("*.py")]
        assert row.name in WITHOUT_EFFECT or any(used.search(text) for text in sources), row.name
    for field in row.fields:
        assert field_of(field).name == field.partition(".")[2]
        assert FLAG_OF_FIELD[field]


@pytest.mark.parametrize("row", [row for row in ALL_FLAGS if row.fields], ids=lambda row: row.name)
def test_defaults_are_those_of_the_library(row: FlagRow) -> None:
    """Except for listed flags that differ on the command line."""
    default = field_of(row.fields[0]).default
    if row.name not in OTHER_DEFAULTS and default is not MISSING:
        assert row.default == ("" if default == () else default)
    assert row.limits is None or row.default in ("", None) or row.default in row.limits


def test_scorer_is_another_name() -> None:
    assert parse("--scorer", "x.scorer").scorer_path == "x.scorer"


@pytest.mark.parametrize("name", sorted(WITHOUT_EFFECT))
def test_what_has_no_effect_says_so(name: str, caplog: pytest.LogCaptureFixture) -> None:
    default = parse()[name].default
    explain_former_flags(parse(f"--{name}={'true' if isinstance(default, bool) else 0.5}"))
    assert f"--{name} has no effect" in caplog.text


def test_defaults_are_accepted_in_silence(caplog: pytest.LogCaptureFixture) -> None:
    explain_former_flags(parse())
    training_config(parse())
    export_config(parse())
    decoding_config(parse())
    assert not caplog.text


def test_cudnn_flags_exclude_each_other() -> None:
    with pytest.raises(ConfigError, match="exclude each other"):
        explain_former_flags(parse("--train_cudnn", "--load_cudnn"))


@pytest.mark.parametrize(
    ("text", "size"),
    [("1MB", 2**20), ("512", 512), ("2k", 2048), ("1.5MB", 3 * 2**19), ("64 kb", 65536), ("1GB", 2**30)],
)
def test_sizes(text: str, size: int) -> None:
    assert data_settings(parse("--read_buffer", text)).read_buffer_bytes == size


@pytest.mark.parametrize("text", ["", "MB", "0", "-1MB", "1XB", "1PB", "2TB", "one"])
def test_what_is_no_size(text: str) -> None:
    with pytest.raises(ConfigError, match="--read_buffer must be a size"):
        data_settings(parse("--read_buffer", text))


def test_dropout_rates_fall_back_to_the_first() -> None:
    config = model_config(parse("--dropout_rate=0.3", "--dropout_rate3=0.1"), 28)
    assert (config.dropout_1, config.dropout_2, config.dropout_3, config.dropout_5) == (0.3, 0.3, 0.1, 0.3)
    with pytest.raises(ConfigError, match="dropout"):
        model_config(parse("--dropout_rate=1.5"), 28)


def test_files_and_directories() -> None:
    assert file_list("a.csv, b.csv,") == ("a.csv", "b.csv")
    job = training_job(parse("--checkpoint_dir=c", "--save_checkpoint_dir=s"))
    assert (job.source, job.checkpoint_dir) == ("c", "s")
    assert load_policy(parse("--load_train=nonsense"), "load_train", ("auto", "best")) == "auto"


@pytest.mark.parametrize(
    "arguments",
    [
        ["--limit_train=-1"],
        ["--test_batch_size=0"],
        ["--train_batch_size=0"],
        ["--scorer_path=/no/such.scorer"],
        ["--beam_width=0"],
        ["--n_steps=0"],
        ["--export_model_name=a/b"],
        ["--epochs=0"],
        ["--audio_sample_rate=0"],
        ["--audio_sample_rate=-16000"],
        ["--feature_win_len=0"],
        ["--feature_win_step=-20"],
        ["--feature_win_len=2000000"],
        ["--n_hidden=0"],
        ["--n_hidden=10000000"],
        ["--relu_clip=nan"],
        ["--relu_clip=0"],
        ["--dropout_rate=nan"],
        ["--dropout_rate=-0.1"],
        ["--dropout_rate3=1"],
        ["--learning_rate=nan"],
        ["--learning_rate=-0.001"],
        ["--learning_rate=inf"],
        ["--beta1=1"],
        ["--beta2=nan"],
        ["--epsilon=0"],
        ["--clip_norm=nan"],
        ["--lr_decay_rate=nan"],
        ["--es_epochs=0"],
        ["--es_min_delta=nan"],
        ["--plateau_epochs=0"],
        ["--plateau_reduction=nan"],
        ["--plateau_reduction=10"],
        ["--drop_source_layers=-1"],
        ["--random_seed=99999999999999999999999"],
        ["--train_batch_size=99999999999999"],
        ["--beam_width=99999999999"],
        ["--cutoff_prob=nan"],
        ["--cutoff_prob=-1"],
        ["--cutoff_top_n=0"],
        ["--lm_alpha=nan"],
        ["--lm_beta=inf"],
        ["--export_beam_width=99999999999"],
        ["--n_steps=1000000"],
        ["--export_batch_size=-1"],
        ["--report_count=-1"],
        ["--log_level=9"],
        ["--intra_op_parallelism_threads=-1"],
    ],
)
def test_bad_values(arguments: list[str]) -> None:
    values = parse(*arguments)
    name = arguments[0].split("=")[0]
    with pytest.raises(ConfigError, match=rf"{'--dropout_rate' if 'dropout' in name else name}.*Received"):
        check_ranges(values)
        data_settings(values)
        feature_config(values)
        model_config(values, 28)
        optimizer_config(values)
        training_config(values)
        decoding_config(values)
        export_config(values)


def test_flags_text_can_be_read_back(tmp_path: object) -> None:
    values = parse("--epochs=3", "--augment=volume[p=0.5]", "--noshow_progressbar")
    again = parse(*flags_text(values).split("\n")[:-1])
    assert again.epochs == 3 and again.augment == ["volume[p=0.5]"] and not again.show_progressbar
