"""Two workers on the loopback interface: the losses of one process, and what happens when one dies."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.commandline.corpus import write_corpus
from tests.commandline.test_train_command import ENVIRONMENT, ROOT, arguments, curve, run

EPOCHS = 8
SECONDS_TO_NOTICE = 60.0


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("workers")
    for seed, (name, count) in enumerate([("train", 41), ("dev", 7)]):
        write_corpus(folder, name, count, seed)
    return folder


def options(corpus: Path, folder: Path, batch: int, *more: str) -> list[str]:
    sizes = (f"--train_batch_size={batch}", f"--dev_batch_size={batch}", "--dropout_rate=0")
    return arguments(corpus, folder, *sizes, "--shuffle_batches", *more, epochs=EPOCHS)


@pytest.fixture(scope="module")
def single(corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> list[tuple[float, float]]:
    """Losses of one process with batches of 4."""
    folder = tmp_path_factory.mktemp("single")
    result = run("train", *options(corpus, folder, 4))
    assert result.returncode == 0, result.stderr
    return curve(folder)


def free_addresses(count: int) -> list[str]:
    sockets = [socket.socket() for _ in range(count)]
    for one in sockets:
        one.bind(("127.0.0.1", 0))
    addresses = [f"127.0.0.1:{one.getsockname()[1]}" for one in sockets]
    for one in sockets:
        one.close()
    return addresses


def start(arguments: list[str], environment: dict[str, str] | None = None) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "deepspeech_tf.train", *arguments],
        cwd=ROOT, env={**ENVIRONMENT, **(environment or {})}, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip


def start_two(corpus: Path, folder: Path, *more: str) -> list[subprocess.Popen[str]]:
    """Both workers, each with a separate checkpoint folder: `0` and `1` in `folder`."""
    workers = f"--workers={','.join(free_addresses(2))}"
    return [
        start(options(corpus, folder / str(index), 2, workers, f"--worker_index={index}", *more))
        for index in range(2)
    ]


def finished(processes: list[subprocess.Popen[str]]) -> list[tuple[int, str, str]]:
    """Status, stdout and stderr of each."""
    outputs = [process.communicate(timeout=240) for process in processes]
    return [(process.returncode, *output) for process, output in zip(processes, outputs, strict=True)]


def wait_for(process: subprocess.Popen[str], line: str) -> None:
    assert process.stdout is not None
    for text in process.stdout:
        if line in text:
            return
    raise AssertionError(f"{line} never came: {process.stderr and process.stderr.read()}")


def assert_same_losses(got: list[tuple[float, float]], wanted: list[tuple[float, float]]) -> None:
    assert len(got) == len(wanted)
    for one, other in zip(got, wanted, strict=True):
        assert one == pytest.approx(other, rel=1e-3)


def test_losses_of_one_process(corpus: Path, single: list[tuple[float, float]], tmp_path: Path) -> None:
    """The last batch has one utterance, so one worker has none."""
    (status, output, errors), follower = finished(
        start_two(corpus, tmp_path, f"--test_files={corpus}/dev.csv")
    )
    assert (status, errors) == (0, ""), errors
    assert follower[0] == 0 and follower[2] == "", follower[2]
    assert_same_losses(curve(tmp_path / "0"), single)
    assert "I Training on 2 devices of 2 workers" in output and "Test on" in output
    assert not (tmp_path / "1").exists()  # only the chief writes
    assert "epoch" not in follower[1]


def test_environment_and_metrics(corpus: Path, tmp_path: Path) -> None:
    """`TF_CONFIG` instead of flags; error rates of all rows, whoever decodes them."""
    addresses = free_addresses(2)
    processes = [
        start(
            options(corpus, tmp_path, 2, f"--metrics_files={corpus}/dev.csv", "--epochs=1"),
            {
                "TF_CONFIG": json.dumps(
                    {"cluster": {"worker": addresses}, "task": {"type": "worker", "index": n}}
                )
            },
        )
        for n in range(2)
    ]
    results = finished(processes)
    assert [status for status, _, _ in results] == [0, 0], results
    alone = run(
        "train", *options(corpus, tmp_path / "x", 4, f"--metrics_files={corpus}/dev.csv", "--epochs=1")
    )
    rates = [line for line in alone.stdout.splitlines() if "WER" in line]
    assert rates and rates == [line for line in results[0][1].splitlines() if "WER" in line]


@pytest.mark.parametrize("victim", [1, 0])
def test_a_killed_worker_ends_the_others(
    corpus: Path, single: list[tuple[float, float]], tmp_path: Path, victim: int
) -> None:
    processes = start_two(corpus, tmp_path)
    wait_for(processes[0], "Training epoch 3...")
    processes[victim].kill()
    began = time.monotonic()
    survivor = processes[1 - victim]
    _, errors = survivor.communicate(timeout=SECONDS_TO_NOTICE)
    assert time.monotonic() - began < SECONDS_TO_NOTICE
    assert survivor.returncode == 1
    assert errors.startswith(f"E worker {1 - victim} of 2 lost its connection to the others (")
    assert len(errors.splitlines()) == 1  # no traceback
    processes[victim].communicate()
    results = finished(start_two(corpus, tmp_path))
    assert [status for status, _, _ in results] == [0, 0], results
    assert "Continuing the interrupted run" in results[0][1]
    assert_same_losses(curve(tmp_path / "0"), single)


def test_a_signal_to_one_worker_saves_and_ends_all(
    corpus: Path, single: list[tuple[float, float]], tmp_path: Path
) -> None:
    processes = start_two(corpus, tmp_path)
    wait_for(processes[0], "Training epoch 2...")
    processes[1].send_signal(signal.SIGTERM)
    results = finished(processes)
    # outside of training proper, a signal is not deferred; then the chief finds the other gone
    assert results[1][0] == 143
    assert results[0][0] in (143, 1)
    results = finished(start_two(corpus, tmp_path))
    assert [status for status, _, _ in results] == [0, 0], results
    assert_same_losses(curve(tmp_path / "0"), single)


def test_a_checkpoint_that_the_chief_cannot_load_ends_all(corpus: Path, tmp_path: Path) -> None:
    """The others are told why, and do not wait for it."""
    (tmp_path / "0").mkdir()
    (tmp_path / "0" / "checkpoint").write_text('model_checkpoint_path: "train-1"\n')
    (tmp_path / "0" / "train-1.index").write_bytes(b"damaged")
    (tmp_path / "0" / "train-1.data-00000-of-00001").write_bytes(b"damaged")
    for status, _, errors in finished(start_two(corpus, tmp_path, "--load_train=last")):
        assert status == 1 and "Traceback" not in errors
        assert "Received: damaged files only" in errors
