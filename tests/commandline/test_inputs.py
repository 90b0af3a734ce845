"""Files that flags name are refused by their true reason: missing, a folder, empty, of the wrong kind."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from deepspeech_tf.checkpoint.state import LAST_STATE, announce_checkpoint, why_none
from deepspeech_tf.commandline.inputs import check_load_folder
from deepspeech_tf.commandline.outputs import check_outputs
from deepspeech_tf.commandline.settings import decoding_config, export_config
from deepspeech_tf.data.augment import parse_augmentations
from deepspeech_tf.data.manifest import read_manifests
from deepspeech_tf.errors import ConfigError, DeepSpeechError, ImporterError, ManifestError, reason_of
from deepspeech_tf.importers.tables import find
from tests.commandline.test_flags import parse
from tests.commandline.test_train_command import run

MISSING = "No such file or directory"


@pytest.fixture
def place(tmp_path: Path) -> Path:
    for name in ("empty", "empty.scorer", "empty.csv"):
        (tmp_path / name).write_bytes(b"")
    for name in ("folder", "folder.scorer", "folder.csv"):
        (tmp_path / name).mkdir()
    os.mkfifo(tmp_path / "pipe.scorer")
    (tmp_path / "noise").write_bytes(bytes(range(256)))
    (tmp_path / "text.wav").write_text("no audio")
    return tmp_path


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("nowhere.scorer", MISSING),
        ("nowhere", MISSING),
        ("empty/below.scorer", "Not a directory"),
        ("folder.scorer", "Is a directory"),
        ("empty.scorer", "the file is empty"),
        ("pipe.scorer", "Not a regular file"),
    ],
)
def test_scorers(place: Path, name: str, reason: str) -> None:
    with pytest.raises(ConfigError) as caught:
        decoding_config(parse(f"--scorer_path={place / name}"))
    text = f"--scorer_path cannot be read: {reason}; expected a .scorer file. Received: {place / name}"
    assert str(caught.value) == text


@pytest.mark.parametrize("name", ["nowhere", "nowhere.csv", "nowhere.sdb", "folder", "folder.csv"])
def test_sets_and_noise(place: Path, name: str) -> None:
    reason = MISSING if "nowhere" in name else "Is a directory"
    with pytest.raises(ManifestError, match=f"{place / name}: cannot be read: {reason}"):
        read_manifests([str(place / name)])
    if "nowhere" in name:
        with pytest.raises(ConfigError, match=f"{place / name}: cannot be read: {MISSING}"):
            parse_augmentations([f"noise[source={place / name}]"])


def test_checkpoint_folders(place: Path) -> None:
    assert why_none(place / "nowhere") == MISSING
    assert why_none(place / "empty") == "a file instead of a checkpoint folder"
    assert why_none(place / "folder") == "an empty folder"
    assert why_none(place) == "a folder without checkpoints"
    announce_checkpoint(place / "folder", LAST_STATE, place / "folder" / "train-1")
    assert why_none(place / "folder") == "the checkpoints that checkpoint names are missing"


def test_the_folder_to_load_from(place: Path, caplog: pytest.LogCaptureFixture) -> None:
    for flag in ("load_checkpoint_dir", "checkpoint_dir"):
        with pytest.raises(ConfigError, match=f"--{flag} must be the folder.*empty, which is not a folder"):
            check_load_folder(parse(f"--{flag}={place}/empty"))
        check_load_folder(parse(f"--{flag}={place}/nowhere"))
    assert caplog.text.count(MISSING) == 1  # no warning about a new --checkpoint_dir


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ("folder", "folder is a folder"),
        ("nowhere/o.json", "nowhere does not exist"),
        ("empty/o.json", "empty is not a folder"),
    ],
)
def test_files_of_results(place: Path, value: str, reason: str) -> None:
    with pytest.raises(ConfigError) as caught:
        check_outputs(parse("--test_files=a.csv", f"--test_output_file={place / value}"))
    assert str(caught.value).endswith(f"({place}/{reason})") or str(caught.value).endswith("(is a folder)")


def test_a_default_folder_of_summaries_only_warns(place: Path, caplog: pytest.LogCaptureFixture) -> None:
    common = ["--train_files=a.csv", f"--checkpoint_dir={place}/c"]
    values = parse(*common)
    values["summary_dir"].value = f"{place}/empty/below"  # the default of a user with such a home folder
    check_outputs(values)
    assert "No summaries are written" in caplog.text and values.summary_dir == ""
    with pytest.raises(ConfigError, match="--summary_dir must be a folder"):
        check_outputs(parse(*common, f"--summary_dir={place}/empty/below"))


def test_texts_of_an_export_are_utf8() -> None:
    with pytest.raises(ConfigError, match="--export_language must be UTF-8"):
        export_config(parse(os.fsdecode(b"--export_language=\xff")))


@pytest.mark.parametrize(
    ("flag", "message"),
    [
        ("--flagfile={}/nowhere", "--flagfile {}/nowhere cannot be read: " + MISSING),
        ("--flagfile={}/folder", "--flagfile {}/folder cannot be read: Is a directory"),
        ("--flagfile={}/noise", "--flagfile must name a text file in UTF-8"),
        ("--config={}/nowhere", "--config {}/nowhere cannot be read: " + MISSING),
        ("--config={}/folder", "--config {}/folder cannot be read: Is a directory"),
        ("--config={}/noise", "--config {}/noise is not YAML or JSON"),
        ("--alphabet_config_path={}/nowhere", "{}/nowhere cannot be read: " + MISSING),
        ("--alphabet_config_path={}/folder", "{}/folder cannot be read: Is a directory"),
        ("--no_such_flag", "no_such_flag"),
    ],
)
def test_commands(place: Path, flag: str, message: str) -> None:
    result = run("doctor", flag.format(place), "--train_files=a.csv")
    assert result.returncode == 1
    assert all(line.startswith("E ") for line in result.stderr.splitlines())
    assert message.format(place) in result.stderr


def test_one_recording(place: Path) -> None:
    for name, reason in (("nowhere", MISSING), ("folder", "a directory"), ("empty.csv", "empty")):
        result = run("train", f"--one_shot_infer={place / name}", f"--checkpoint_dir={place}/c")
        assert result.returncode == 1, name
        assert result.stderr.startswith("E --one_shot_infer must name an audio file: ")
        assert reason in result.stderr and len(result.stderr.splitlines()) == 1


def test_reasons_are_one_line_without_a_stop() -> None:
    assert reason_of(OSError(28, "No space left on device", "x")) == "No space left on device"
    assert reason_of(DeepSpeechError("It failed.")) == "It failed"
    assert reason_of(ValueError()) == "ValueError"
    text = "{{function_node __wrapped__SaveV2}} /a/b; No space left on device [Op:SaveV2] name: "
    assert reason_of(RuntimeError(text)) == "No space left on device"
    assert reason_of(RuntimeError("a; b")) == "a; b"


def test_folders_of_corpora(place: Path) -> None:
    for name, reason in (("nowhere", MISSING), ("empty", "Not a directory")):
        with pytest.raises(ImporterError, match=f"{place / name}: cannot be read: {reason}"):
            find(place / name, "**/*", "audio files")
    with pytest.raises(ImporterError, match=r"must have audio files.*Received: none"):
        find(place / "folder", "**/*", "audio files")
