"""Kills small trainings with SIGKILL, lets them go on, and compares the outcome with an undisturbed run."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from deepspeech_tf.checkpoint.bundle import read_bundle
from deepspeech_tf.checkpoint.state import LAST_STATE, is_finished, listed_checkpoints
from tests.commandline.corpus import write_corpus
from tests.commandline.test_train_command import ENVIRONMENT, ROOT, arguments, curve

EPOCHS = 10
BEGINNING = "STARTING Optimization"
# A wider model, so that a checkpoint takes time to write; everything random is on.
OPTIONS = ("--n_hidden=128", "--learning_rate=0.003", "--dropout_rate=0.1", "--shuffle_batches",
           "--augment=pitch[p=0.5]", "--augment=add[p=0.3]")  # fmt: skip
_PARTIAL = ".partial-"


@dataclass(frozen=True)
class Kill:
    """The result of one kill: the state that it left, and that of the resumed run."""

    moment: str
    newest: str  # checkpoint after the kill
    partial_files: int  # of a checkpoint that was being written
    resumed: str
    loss: float  # of the last epoch on the dev set
    difference: float  # largest of all losses of all epochs to the undisturbed run, relative
    same_weights: bool  # in the last checkpoint, bit by bit, with Adam's slots


def make_corpus(folder: Path) -> Path:
    for seed, (name, count) in enumerate([("train", 40), ("dev", 6)]):
        write_corpus(folder, name, count, seed)
    return folder


def _start(corpus: Path, folder: Path) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "deepspeech_tf.train"]
    command += arguments(corpus, folder, *OPTIONS, epochs=EPOCHS)
    return subprocess.Popen(
        command, cwd=ROOT, env=ENVIRONMENT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def _wait_for_beginning(process: subprocess.Popen[str]) -> str:
    """The output until training begins."""
    assert process.stdout is not None
    seen = ""
    for line in process.stdout:
        seen += line
        if BEGINNING in line:
            return seen
    raise AssertionError(f"training did not begin: {process.stderr and process.stderr.read()}")


def train_to_the_end(corpus: Path, folder: Path) -> tuple[str, float]:
    """Output and seconds from the beginning of the training on."""
    with _start(corpus, folder) as process:
        output = _wait_for_beginning(process)
        began = time.monotonic()
        more, errors = process.communicate(timeout=240)
    assert process.returncode == 0, errors
    return output + more, time.monotonic() - began


def after_seconds(seconds: float) -> Callable[[Path, subprocess.Popen[str]], bool]:
    """The moment so many seconds after training began."""

    def wait(folder: Path, process: subprocess.Popen[str]) -> bool:
        time.sleep(seconds)
        return True

    return wait


def during_write(number: int, delay: float) -> Callable[[Path, subprocess.Popen[str]], bool]:
    """The moment `delay` seconds after checkpoint `number` (from 1 on) began to be written."""

    def wait(folder: Path, process: subprocess.Popen[str]) -> bool:
        seen: set[str] = set()
        while process.poll() is None:
            for name in os.listdir(folder):
                prefix, found, _ = name.partition(_PARTIAL)
                if found and prefix.startswith((".train-", ".best_dev-")):
                    seen.add(prefix)
            if len(seen) >= number:
                time.sleep(delay)
                return True
        return False

    return wait


def kill(
    corpus: Path, folder: Path, undisturbed: Path, moment: str, wait: Callable[..., bool]
) -> Kill | None:
    """Start a run in `folder`, kill it when `wait` returns, run it to its end; None if it ended before."""
    with _start(corpus, folder) as process:
        _wait_for_beginning(process)
        arrived = wait(folder, process)
        process.kill()
        process.communicate(timeout=60)
    newest = listed_checkpoints(folder, LAST_STATE)
    if not arrived or (newest and is_finished(folder, newest[0])):
        return None
    left = [name for name in os.listdir(folder) if _PARTIAL in name]
    output, _ = train_to_the_end(corpus, folder)
    return Kill(
        moment,
        newest[0].name if newest else "none",
        len(left),
        _resumed(output),
        curve(folder)[-1][1],
        _difference(folder, undisturbed),
        _same_weights(folder, undisturbed),
    )


def _resumed(output: str) -> str:
    found = re.search(r"Continuing the interrupted run from \S*?([\w-]+): (epoch \d+, \d+ batches)", output)
    return f"from {found[1]}, {found[2]}" if found else "from the beginning"


def _difference(folder: Path, undisturbed: Path) -> float:
    got, wanted = np.array(curve(folder)), np.array(curve(undisturbed))
    assert got.shape == wanted.shape == (EPOCHS, 2), f"{got.shape} epochs instead of {wanted.shape}"
    return float(np.max(np.abs(got - wanted) / wanted))


def _same_weights(folder: Path, undisturbed: Path) -> bool:
    got, wanted = (read_bundle(listed_checkpoints(place, LAST_STATE)[0]) for place in (folder, undisturbed))
    numbers = [name for name, value in wanted.items() if value.dtype.kind in "fi"]
    return len(numbers) > 30 and all(np.array_equal(got[name], wanted[name]) for name in numbers)
