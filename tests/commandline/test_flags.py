"""Flags: names and defaults of 0.9.3; what cannot be obeyed is refused."""

import pytest
from absl import flags

from deepspeech_tf.commandline.flags import ALL_FLAGS, WITHOUT_EFFECT, define_flags, flags_text
from deepspeech_tf.commandline.settings import (
    check_ranges,
    data_settings,
    decoding_config,
    explain_former_flags,
    export_config,
    feature_config,
    file_list,
    load_policy,
    model_config,
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

ADDED = {
    "shuffle_batches", "shuffle_start", "export_quantize",  # of Coqui
    "auto_input_dataset", "export_savedmodel",  # of Coqui
    "precision", "workers", "worker_index",
    "config", "report_dir", "compat", "lr_warmup_steps", "lr_schedule", "lr_decay_steps", "lr_decay_rate",
    "clip_norm", "batch_order", "batch_seconds", "speaker_pattern", "augment_as_0_9_3",
    "find_batch_size", "skip_batch_test", "encoder", "encoder_option",
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
    assert len(set(names) - ADDED) == 93  # 91 of 0.9.3, and 2 of its master


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
    config = training_config(parse("--checkpoint_dir=c", "--save_checkpoint_dir=s"))
    assert (config.load_dir, config.save_dir) == ("c", "s")
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
