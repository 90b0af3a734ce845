"""Ctrl-C and SIGTERM: one message, the right exit status, and a run that continues as if uninterrupted."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.commandline.corpus import write_corpus
from tests.commandline.test_train_command import ENVIRONMENT, ROOT, arguments, curve, run

EPOCHS = 8
OPTIONS = ("--dropout_rate=0.1", "--shuffle_batches")


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("interrupted")
    for seed, (name, count) in enumerate([("train", 40), ("dev", 4)]):
        write_corpus(folder, name, count, seed)
    return folder


@pytest.fixture(scope="module")
def undisturbed(corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("whole")
    result = run("train", *arguments(corpus, folder, *OPTIONS, epochs=EPOCHS))
    assert result.returncode == 0, result.stderr
    return folder


def interrupted(corpus: Path, folder: Path, line: str, number: int, *more: str) -> tuple[int, str, str]:
    """Status, stdout and stderr of a training that gets signal `number` when it prints `line`."""
    command = [sys.executable, "-m", "deepspeech_tf.train"]
    command += arguments(corpus, folder, *OPTIONS, *more, epochs=EPOCHS)
    with subprocess.Popen(
        command, cwd=ROOT, env=ENVIRONMENT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None and process.stderr is not None
        seen = []
        for text in process.stdout:
            seen.append(text)
            if line in text:
                process.send_signal(number)
                break
        seen += process.stdout.readlines()
        errors = process.stderr.read()
    return process.returncode, "".join(seen), errors


@pytest.mark.parametrize(
    ("line", "number", "status", "word"),
    [
        ("Training epoch 2...", signal.SIGINT, 130, "E Interrupted"),
        ("Training epoch 2...", signal.SIGTERM, 143, "E Terminated"),
        ("Validation epoch 1", signal.SIGTERM, 143, "E Terminated"),
    ],
)
def test_a_signal_keeps_what_was_trained(
    corpus: Path, undisturbed: Path, tmp_path: Path, line: str, number: int, status: int, word: str
) -> None:
    test = f"--test_files={corpus}/dev.csv"
    returncode, output, errors = interrupted(corpus, tmp_path, line, number, test)
    assert returncode == status, errors
    assert ("Test on" in output) == (number == signal.SIGINT)  # as 0.9.3: Ctrl-C ends training only
    assert errors.strip() == word
    assert "W Interrupted; the same command continues from" in output
    resumed = run("train", *arguments(corpus, tmp_path, *OPTIONS, epochs=EPOCHS))
    assert resumed.returncode == 0, resumed.stderr
    assert "Continuing the interrupted run" in resumed.stdout
    for got, wanted in zip(curve(tmp_path), curve(undisturbed), strict=True):
        assert got == pytest.approx(wanted, rel=1e-5)


def test_a_training_that_diverged_ends_with_an_error(corpus: Path, tmp_path: Path) -> None:
    result = run("train", *arguments(corpus, tmp_path, "--learning_rate=1e30", "--relu_clip=1e30"))
    assert result.returncode == 1
    assert "--learning_rate" in result.stderr and "Traceback" not in result.stderr


def test_a_reader_that_leaves_does_not_end_the_run(corpus: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "deepspeech_tf.train", *arguments(corpus, tmp_path)]
    with subprocess.Popen(
        command, cwd=ROOT, env=ENVIRONMENT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None and process.stderr is not None
        process.stdout.readline()
        process.stdout.close()  # as `| head -1` does
        assert process.stderr.read() == ""
    assert process.returncode == 0 and len(curve(tmp_path)) == 3
