"""The choice of a checkpoint, and the variables that are loaded from it."""

import logging
from pathlib import Path

import numpy as np
import pytest
import tensorflow as tf

from deepspeech_tf.checkpoint.bundle import DATA_SUFFIX
from deepspeech_tf.checkpoint.progress import Progress
from deepspeech_tf.checkpoint.restore import (
    assign_tensors,
    dropped_layers,
    find_facts,
    interrupted_run,
    load_checkpoint,
)
from deepspeech_tf.checkpoint.state import BEST_STATE, LAST_STATE, announce_checkpoint, listed_checkpoints
from deepspeech_tf.checkpoint.store import CheckpointStore
from deepspeech_tf.errors import CheckpointError
from deepspeech_tf.model.deepspeech.names import LAYERS


def make_store(folder: Path, value: float = 0.0, keep: int = 5) -> CheckpointStore:
    variables = {
        "layer_1/bias": tf.Variable(np.full(8, value, np.float32)),
        "layer_6/bias": tf.Variable(np.full(29, value, np.float32)),
        "global_step": tf.Variable(0, dtype=tf.int64),
        "learning_rate": tf.Variable(0.5),
    }
    return CheckpointStore(folder, variables, {"n_hidden": 8}, keep)


def test_best_last_auto_init(tmp_path: Path) -> None:
    store = make_store(tmp_path)
    assert load_checkpoint(tmp_path, "auto") is None
    store.variables["layer_1/bias"].assign(np.full(8, 1, np.float32))
    store.save_best(10, Progress(best_dev_loss=3.5))
    store.variables["layer_1/bias"].assign(np.full(8, 2, np.float32))
    store.save_last(20, Progress(epoch=3))
    assert load_checkpoint(tmp_path, "init") is None
    for policy, expected in (("best", 1), ("last", 2), ("auto", 1)):
        loaded = load_checkpoint(tmp_path, policy)
        assert loaded is not None and loaded.tensors["layer_1/bias"][0] == expected
    assert loaded.progress == Progress(best_dev_loss=3.5)
    found = find_facts(tmp_path, "auto")
    assert found is not None and found[0] == loaded.prefix
    assert found[1] == loaded.facts
    assert found[1]["model"] == {"n_hidden": 8, "n_labels": 28, "layer_norm": False}
    assert find_facts(tmp_path, "init") is None


def test_old_checkpoints_go_and_the_state_file_lists_the_rest(tmp_path: Path) -> None:
    store = make_store(tmp_path, keep=2)
    for step in (1, 2, 3):
        store.save_last(step, Progress())
    assert [p.name for p in listed_checkpoints(tmp_path, LAST_STATE)] == ["train-3", "train-2"]
    assert not list(tmp_path.glob("train-1*"))
    store.save_best(1, Progress())
    store.save_best(3, Progress())
    assert [p.name for p in listed_checkpoints(tmp_path, BEST_STATE)] == ["best_dev-3"]


def test_a_damaged_checkpoint_is_named_and_the_one_before_is_used(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(logging.getLogger("deepspeech_tf"), "propagate", True)
    store = make_store(tmp_path, value=4)
    store.save_last(1, Progress(epoch=1))
    store.save_last(2, Progress(epoch=2))
    Path(f"{tmp_path / 'train-2'}{DATA_SUFFIX}").write_bytes(b"")
    for loaded in (load_checkpoint(tmp_path, "last"), interrupted_run(tmp_path)):
        assert loaded is not None and loaded.prefix.name == "train-1"
    assert "train-2" in caplog.text and "damaged" in caplog.text
    Path(f"{tmp_path / 'train-1'}{DATA_SUFFIX}").write_bytes(b"")
    with pytest.raises(CheckpointError, match="damaged files only"):
        load_checkpoint(tmp_path, "last")


def test_a_finished_run_is_not_continued(tmp_path: Path) -> None:
    store = make_store(tmp_path)
    store.save_last(5, Progress(epoch=2, batch=3, loss_sum=1.25))
    run = interrupted_run(tmp_path)
    assert run is not None and run.progress == Progress(epoch=2, batch=3, loss_sum=1.25)
    store.finish()
    assert interrupted_run(tmp_path) is None
    store.save_last(6, Progress())
    assert interrupted_run(tmp_path) is not None


def test_shapes_and_missing_names_are_explained(tmp_path: Path) -> None:
    make_store(tmp_path, value=1).save_last(1, Progress())
    loaded = load_checkpoint(tmp_path, "last")
    assert loaded is not None
    other = {"layer_1/bias": tf.Variable(np.zeros(16, np.float32))}
    with pytest.raises(CheckpointError, match=r"\(16,\).*Received: \(8,\)"):
        assign_tensors(loaded, other)
    absent = {"layer_2/bias": tf.Variable(np.zeros(8, np.float32))}
    with pytest.raises(CheckpointError, match="layer_2/bias"):
        assign_tensors(loaded, absent)
    assign_tensors(loaded, absent, may_be_missing=["layer_2/bias"])
    kept = {"layer_6/bias": tf.Variable(np.zeros(29, np.float32))}
    assign_tensors(loaded, kept, dropped=dropped_layers(1, LAYERS))
    assert not kept["layer_6/bias"].numpy().any()


def test_dropped_layers_count_from_the_output() -> None:
    assert dropped_layers(0, LAYERS) == ()
    assert dropped_layers(2, LAYERS) == ("layer_5/", "layer_6/")
    assert dropped_layers(9, LAYERS)[0] == "layer_2/"


def test_a_checkpoint_of_the_original_is_read(golden_checkpoint: Path) -> None:
    loaded = load_checkpoint(golden_checkpoint, "auto")
    assert loaded is not None and loaded.prefix.name == "best_dev-1720"
    options = {"n_hidden": 128, "n_labels": 28, "layer_norm": False}
    assert loaded.facts == {"encoder": "deepspeech", "model": options}
    assert loaded.progress is None and loaded.tensors["global_step"] == 1720
    assert interrupted_run(golden_checkpoint) is None


def test_a_kill_between_announcing_and_writing_keeps_the_one_before(tmp_path: Path) -> None:
    store = make_store(tmp_path, value=3)
    store.save_best(1, Progress(best_dev_loss=9.0))
    announce_checkpoint(tmp_path, BEST_STATE, tmp_path / "best_dev-2")
    loaded = load_checkpoint(tmp_path, "best")
    assert loaded is not None and loaded.prefix.name == "best_dev-1"
    store.save_best(2, Progress(best_dev_loss=8.0))
    assert [p.name for p in listed_checkpoints(tmp_path, BEST_STATE)] == ["best_dev-2"]
