"""`python -m deepspeech_tf.transcribe --checkpoint_dir` on a checkpoint of 0.9.3."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.original import write_original_checkpoint
from tests.sets import GOLDEN, ROOT

RECORDING = GOLDEN / "wav" / "test0000.wav"
NETWORK = ("--n_hidden", "128", "--alphabet_config_path", GOLDEN / "alphabet.txt")


@pytest.fixture(scope="module")
def checkpoint(tmp_path_factory) -> Path:
    return write_original_checkpoint(tmp_path_factory.mktemp("checkpoint"))


def transcribe(temporary: Path, *arguments: object) -> subprocess.CompletedProcess:
    """Runs the command; its temporary files are in a folder that must be empty afterwards."""
    temporary.mkdir()
    command = [sys.executable, "-m", "deepspeech_tf.transcribe", str(RECORDING), *map(str, arguments)]
    done = subprocess.run(
        [*command, "--processes", "1"], cwd=ROOT, capture_output=True, check=False, text=True,
        env=os.environ | {"TMPDIR": str(temporary)},
    )  # fmt: skip
    assert list(temporary.iterdir()) == []
    return done


def test_checkpoint_is_exported_and_used(checkpoint, tmp_path) -> None:
    output = tmp_path / "heard.json"
    done = transcribe(tmp_path / "temporary", "--checkpoint_dir", checkpoint, *NETWORK, "--dst", output,
                      "--scorer_path", GOLDEN / "kenlm.scorer")  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert '"text": "two nine six four"' in output.read_text()


def test_folder_without_a_checkpoint_ends_with_one_message(tmp_path) -> None:
    (tmp_path / "empty").mkdir()
    done = transcribe(tmp_path / "temporary", "--checkpoint_dir", tmp_path / "empty", *NETWORK, "--dst", "-")
    assert (done.returncode, done.stdout) == (1, "")
    errors = [line for line in done.stderr.splitlines() if line.startswith("E ")]
    assert "expected a checkpoint" in errors[0] and str(tmp_path / "empty") in errors[0]
    assert "the model could not be exported" in errors[-1]
    assert "Traceback" not in done.stderr


def test_flags_that_are_unknown(checkpoint, tmp_path) -> None:
    done = transcribe(
        tmp_path / "temporary", "--checkpoint_dir", checkpoint, "--n_hiden", "128", "--dst", "-"
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert "n_hiden" in done.stderr and "Traceback" not in done.stderr
