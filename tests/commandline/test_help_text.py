"""What `--help` prints."""

import re
import subprocess
import sys

import pytest

from deepspeech_tf.commandline.flags import ALL_FLAGS, GROUPS
from deepspeech_tf.commandline.help_text import asks_for_help, help_text


def test_every_flag_is_there_once_with_its_default() -> None:
    text = help_text("What it does.")
    assert text.startswith("What it does.")
    for name, kind, default, explanation, *_ in ALL_FLAGS:
        shown = rf"^  --\[no\]{name}\s" if kind == "bool" else rf"^  --{name}\s"
        assert len(re.findall(shown, text, re.MULTILINE)) == 1, name
        assert explanation.split()[0] in text
        if kind in ("integer", "float") and default:
            assert f"({default})" in text.replace("\n", " ")
    assert all(f"\n{title}:\n" in text for title in GROUPS)
    assert max(map(len, text.splitlines())) <= 120
    assert "absl" not in text


@pytest.mark.parametrize("argument", ["--help", "-h", "--helpfull", "-helpfull", "--helpshort"])
def test_asked_for(argument: str) -> None:
    assert asks_for_help(["--epochs=3", argument])
    assert not asks_for_help(["--epochs=3", "--", argument])
    assert not asks_for_help([argument.lstrip("-")])


def test_the_command_answers_at_once() -> None:
    command = [sys.executable, "-X", "importtime", "-m", "deepspeech_tf.train", "--helpfull"]
    result = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)
    assert "train, test and export" in result.stdout and "--train_files TEXT" in result.stdout
    assert " tensorflow" not in result.stderr
