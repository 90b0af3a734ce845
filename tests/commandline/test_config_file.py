"""`--config`: flags from a YAML or JSON file."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from absl import flags

from deepspeech_tf.commandline.config_file import apply_config_file
from deepspeech_tf.commandline.flags import ALL_FLAGS
from deepspeech_tf.commandline.provenance import card_sections, resolved_flags
from deepspeech_tf.errors import ConfigError
from deepspeech_tf.evaluation.results import ErrorRates
from deepspeech_tf.jobs.export import config_json
from tests.commandline.test_flags import parse


def configured(tmp_path: Path, text: str, *arguments: str) -> flags.FlagValues:
    path = tmp_path / "config.yaml"
    path.write_text(text, encoding="utf-8")
    values = parse(f"--config={path}", *arguments)
    apply_config_file(values)
    return values


def test_values_of_every_kind(tmp_path: Path) -> None:
    values = configured(
        tmp_path,
        "train_files: [a.csv, b.csv]\ndev_files: c.csv\nn_hidden: 64\nlearning_rate: 1e-4\ndropout_rate: 0\n"
        "early_stop: true\nscorer: x.scorer\naugment:\n  - pitch[p=0.1]\n  - volume\nread_buffer: 512\n",
    )
    assert (values.train_files, values.dev_files) == ("a.csv,b.csv", "c.csv")
    assert (values.n_hidden, values.learning_rate, values.dropout_rate) == (64, 1e-4, 0.0)
    assert (values.early_stop, values.scorer_path, values.read_buffer) == (True, "x.scorer", "512")
    assert values.augment == ["pitch[p=0.1]", "volume"]
    assert values["n_hidden"].present and not values["epochs"].present


def test_json_and_an_empty_file(tmp_path: Path) -> None:
    assert configured(tmp_path, '{"n_hidden": 64, "early_stop": false}').n_hidden == 64
    assert configured(tmp_path, "# nothing\n").n_hidden == 2048


def test_the_command_line_has_precedence(tmp_path: Path) -> None:
    text = "n_hidden: 64\nepochs: 3\naugment: [volume]\n"
    values = configured(tmp_path, text, "--n_hidden=32", "--augment=pitch")
    assert (values.n_hidden, values.epochs, values.augment) == (32, 3, ["pitch"])


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("n_hiden: 64", "unknown key 'n_hiden'. Did you mean n_hidden"),
        ("config: other.yaml", "unknown key 'config'"),
        ("1: 2", "unknown key 1"),
        ("- n_hidden", "must be a mapping"),
        ("n_hidden: [", "not YAML or JSON"),
        ("n_hidden: 64\nn_hidden: 32", "twice"),
        ("n_hidden: many", "n_hidden cannot have this value"),
        ("n_hidden: 1.5", "n_hidden cannot have this value"),
        ("n_hidden: true", "n_hidden cannot have this value.*integer"),
        ("n_hidden:", "n_hidden cannot have this value"),
        ("n_hidden: {a: 1}", "n_hidden cannot have this value"),
        ("early_stop: 1", "early_stop cannot have this value.*bool"),
        ("augment: [1]", "augment cannot have this value"),
        ("export_dir: [a, b]", "export_dir cannot have this value"),
        ("epochs:", r"epochs .* must be an integer\. Received: nothing \(null\)"),
        ("epochs: abc", r"epochs .* must be an integer\. Received: 'abc'"),
        ("epochs: .inf", r"epochs .* must be an integer\. Received: inf"),
        ("learning_rate: fast", "learning_rate .* must be a number. Received: 'fast'"),
        ("epochs: 2024-99-99", "neither a number nor a date can be '2024-99-99'.*line 1"),
        ("epochs: " + "9" * 5000, "neither a number nor a date can be '9{80}…'.*line 1"),
        ("? [a, b]\n: c", "not YAML or JSON.*unhashable key"),
        ("[" * 20_000, "must have fewer nested levels"),
        ("x" * 1000 + ": 1", "unknown key 'x{80}…'"),
        ("augment: [" + "1, " * 9000 + "1]", "must be text or a list of texts. Received: .1, 1, .*…"),
    ],
)
def test_mistakes_are_named(tmp_path: Path, text: str, complaint: str) -> None:
    with pytest.raises(ConfigError, match=complaint) as caught:
        configured(tmp_path, text)
    assert len(str(caught.value)) < 1000


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot be read"):
        apply_config_file(parse(f"--config={tmp_path}"))
    (tmp_path / "a.yaml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ConfigError, match="not YAML or JSON"):
        apply_config_file(parse(f"--config={tmp_path}/a.yaml"))


def test_what_an_export_says_of_its_training(tmp_path: Path) -> None:
    (tmp_path / "flags.txt").write_text(
        "--n_hidden=64\n--augment=pitch\n--augment=volume\n--early_stop\n--later=1\n"
    )
    point = {"epoch": 0, "train_loss": 3.0, "dev_loss": 2.0, "seconds": 1.0, "learning_rate": 0.1}
    (tmp_path / "loss_curve.json").write_text(json.dumps([point, {**point, "epoch": 1, "dev_loss": 2.5}]))
    values = parse("--export_language=en", "--scorer_path=lm/x.scorer")
    resolved = resolved_flags(values, str(tmp_path))
    assert (resolved["n_hidden"], resolved["augment"]) == (64, ["pitch", "volume"])
    assert resolved["early_stop"] is True and resolved["export_language"] == "en"
    # Lists that were not given have no effect.
    assert set(resolved) == {name for name, *_ in ALL_FLAGS} - {"config", "encoder_option"}
    again = configured(tmp_path, config_json(resolved).decode())
    assert resolved_flags(again, str(tmp_path / "none")) == resolved

    training, test = card_sections(resolved, str(tmp_path), {"a|b.csv": ErrorRates(0.125, 0.05, 1.0)})
    assert ("best validation loss", "2.000, epoch 1") in training.rows
    assert ("`--augment`", "`pitch`, `volume`") in training.rows and ("epochs", "2") in training.rows
    assert "| a\\|b.csv | beam 1024, scorer x.scorer | 12.5 % | 5.0 % |" in test.markdown()


def test_checkpoints_of_others_say_nothing(tmp_path: Path) -> None:
    resolved = resolved_flags(parse("--n_hidden=8"), str(tmp_path))
    assert resolved["n_hidden"] == 8 and "augment" not in resolved
    assert card_sections(resolved, str(tmp_path), {}) == ()
    (tmp_path / "flags.txt").write_text("--n_hidden=many\n")
    assert resolved_flags(parse(), str(tmp_path))["n_hidden"] == 2048
