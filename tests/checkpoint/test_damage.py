"""A process that dies or a disk that fills up while a checkpoint is written loses none before it."""

from __future__ import annotations

import itertools
import os
import resource
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from deepspeech_tf.checkpoint.progress import Progress
from deepspeech_tf.checkpoint.restore import interrupted_run, load_checkpoint
from deepspeech_tf.errors import CheckpointError
from tests.checkpoint.test_restore import make_store


class Killed(BaseException):
    """Passes every handler of errors, as a SIGKILL would: nothing is cleaned up."""


def die_before(number: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """From now on the `number`-th call of a function that changes files, counted from 1, is the last."""
    calls = itertools.count(1)

    def dying(function: Callable[..., Any]) -> Callable[..., Any]:
        def call(*arguments: Any, **named: Any) -> Any:
            if next(calls) >= number:
                raise Killed
            return function(*arguments, **named)

        return call

    for name in ("replace", "remove", "fsync", "unlink"):
        monkeypatch.setattr(os, name, dying(getattr(os, name)))


def test_killed_before_every_change_of_the_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = []
    completed = False
    for number in range(1, 60):
        folder = tmp_path / str(number)
        store = make_store(folder, keep=1)
        store.prepare({"flags.txt": ""}, "a\n")
        store.save_last(1, Progress(batch=1))
        with monkeypatch.context() as patch:
            die_before(number, patch)
            try:
                store.save_last(2, Progress(batch=2))
                completed = True
            except Killed:
                pass
        newest = interrupted_run(folder)
        assert newest is not None and newest.progress is not None, number
        found.append(newest.progress.batch)
        if completed:
            break
        store = make_store(folder, keep=1)  # continues where the killed one stopped
        store.prepare({"flags.txt": ""}, "a\n")
        store.save_last(3, Progress(batch=3))
        assert not list(folder.glob(".*partial*"))
    assert completed and len(found) > 8
    assert found == sorted(found) and found[0] == 1 and found[-1] == 2


@pytest.mark.parametrize("damage", ["", "garbage", "\0\0\0\0", 'model_checkpoint_path: "'])
def test_a_damaged_state_file_hides_no_checkpoint(
    tmp_path: Path, damage: str, caplog: pytest.LogCaptureFixture
) -> None:
    store = make_store(tmp_path)
    for step in (9, 10):
        store.save_last(step, Progress(batch=step))
    (tmp_path / "checkpoint").write_text(damage)
    loaded = load_checkpoint(tmp_path, "last")
    assert loaded is not None and loaded.prefix.name == "train-10"
    assert "damaged" in caplog.text
    store.save_last(11, Progress(batch=11))
    (tmp_path / "train-11.index").unlink()
    again = load_checkpoint(tmp_path, "last")
    assert again is not None and again.prefix.name == "train-10"


@pytest.mark.parametrize("keep_bytes", [0, 1, 50, 200])
@pytest.mark.parametrize("suffix", [".index", ".data-00000-of-00001"])
def test_a_file_cut_short_gives_the_checkpoint_before(tmp_path: Path, suffix: str, keep_bytes: int) -> None:
    store = make_store(tmp_path)
    for step in (1, 2):
        store.save_last(step, Progress(batch=step))
    os.truncate(tmp_path / f"train-2{suffix}", keep_bytes)
    newest = interrupted_run(tmp_path)
    assert newest is not None and newest.progress == Progress(batch=1)


def test_a_full_disk_keeps_the_checkpoint_before(tmp_path: Path) -> None:
    store = make_store(tmp_path)
    store.save_last(1, Progress(batch=1))
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (130, before[1]))  # the state file fits, the tensors do not
    try:
        with pytest.raises(CheckpointError, match="could not be written"):
            store.save_last(2, Progress(batch=2))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert not list(tmp_path.glob(".*partial*"))
    newest = interrupted_run(tmp_path)
    assert newest is not None and newest.progress == Progress(batch=1)
