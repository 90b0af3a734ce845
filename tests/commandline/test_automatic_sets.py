"""`--auto_input_dataset` in the commands that divide nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from deepspeech_tf.commandline.automatic_sets import divide_data_set, use_divided_set
from deepspeech_tf.errors import ConfigError, ManifestError
from tests.commandline.corpus import write_corpus
from tests.commandline.test_flags import parse
from tests.commandline.test_train_command import run

SETS = ("train_files", "dev_files", "test_files")


def test_what_each_command_takes_of_a_divided_set(tmp_path: Path) -> None:
    source = write_corpus(tmp_path, "all", 12, 7)
    automatic = f"--auto_input_dataset={source}"
    with pytest.raises(
        ManifestError, match=r"all.csv: expected a data set that training has split.*not split yet"
    ):
        use_divided_set(parse(automatic), "test")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["all", "all.csv"]
    divide_data_set(parse(automatic))
    train, dev, test = (str(tmp_path / f"{name}.csv") for name in ("train", "dev", "test"))
    taken = {
        "test": ["", "", test],
        "dev": ["", "", dev],
        "alphabet": ["", "", ""],
        "all": [train, dev, test],
    }
    for part, wanted in taken.items():
        for named in (source, tmp_path):  # the set, or its folder
            values = parse(f"--auto_input_dataset={named}")
            use_divided_set(values, part)  # type: ignore[arg-type]
            assert [getattr(values, name) for name in SETS] == wanted, part
            assert values.alphabet_config_path == str(tmp_path / "alphabet.txt")
            assert values.auto_input_dataset == ""
    values = parse(automatic, "--alphabet_config_path=own.txt")
    use_divided_set(values, "test")
    assert values.alphabet_config_path == "own.txt"
    with pytest.raises(ConfigError, match="--auto_input_dataset and --test_files exclude each other"):
        use_divided_set(parse(automatic, "--test_files=a.csv"), "test")
    (tmp_path / "dev.csv").unlink()
    with pytest.raises(ManifestError, match=r"expected all of train.csv, dev.csv and test.csv"):
        use_divided_set(parse(automatic), "test")
    with pytest.raises(ManifestError, match=r"nowhere.csv: cannot be read: No such file"):
        use_divided_set(parse(f"--auto_input_dataset={tmp_path}/nowhere.csv"), "test")


def test_the_commands_use_it(tmp_path: Path) -> None:
    source = write_corpus(tmp_path, "all", 9, 7)
    automatic = f"--auto_input_dataset={source}"
    common = [automatic, f"--checkpoint_dir={tmp_path / 'c'}", "--n_hidden=8", "--noshow_progressbar"]
    result = run("train", *common, "--summary_dir=", "--train_batch_size=4", "--epochs=1")
    assert result.returncode == 0, result.stderr
    result = run("evaluate", *common)
    assert result.returncode == 0, result.stderr
    assert f"Testing model on {tmp_path}/test.csv" in result.stdout
    result = run("export", *common, f"--export_dir={tmp_path}/e")
    assert result.returncode == 0, result.stderr
    result = run("lm_optimizer", *common)
    assert result.returncode == 1 and "expected --scorer_path" in result.stderr
    assert f"I Taking {tmp_path}/dev.csv" in result.stdout
    result = run("doctor", automatic)
    assert f"I {tmp_path}/dev.csv: " in result.stdout and f"I {tmp_path}/test.csv: " in result.stdout


def test_flags_without_use_are_named(tmp_path: Path) -> None:
    result = run("convert_checkpoint", f"--checkpoint_dir={tmp_path}", f"--save_checkpoint_dir={tmp_path}/o",
                 "--train_files=a.csv")  # fmt: skip
    assert "I Not used by this command: --train_files" in result.stdout
    assert result.returncode == 1 and f"E {tmp_path}: expected a checkpoint" in result.stderr
    assert "Received: an empty folder" in result.stderr
