"""Checkpoints for 0.9.3, and those that it wrote with cuDNN."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from deepspeech_tf.checkpoint.bundle import read_bundle, write_bundle
from deepspeech_tf.checkpoint.compat_0_9 import slots_missing_after_cudnn
from deepspeech_tf.checkpoint.conversion import write_original
from deepspeech_tf.checkpoint.restore import (
    Checkpoint,
    assign_tensors,
    load_checkpoint,
)
from deepspeech_tf.config import OptimizerConfig
from deepspeech_tf.errors import CheckpointError
from deepspeech_tf.fit.adam import Adam
from deepspeech_tf.model.deepspeech.config import DeepSpeechConfig
from deepspeech_tf.model.deepspeech.encoder import DeepSpeechEncoder
from tests.original import original_shapes, original_weights

LSTM = "cudnn_lstm/rnn/multi_rnn_cell/cell_0/cudnn_compatible_lstm_cell"


def variables(seed: int = 0) -> dict:
    model = DeepSpeechEncoder(DeepSpeechConfig(n_labels=4, n_hidden=8), seed=seed)
    return {**model.named_weights(), **Adam(model.named_weights(), OptimizerConfig()).named_variables()}


def arrays(seed: int = 0) -> dict[str, np.ndarray]:
    generator = np.random.default_rng(seed)
    values = {name: np.asarray(variable) for name, variable in variables(seed).items()}
    return {
        name: generator.normal(size=value.shape).astype(np.float32) if value.dtype == np.float32 else value
        for name, value in values.items()
    }


def test_only_what_the_original_has(tmp_path: Path) -> None:
    tensors = arrays()
    ours = {**tensors, "deepspeech_tf/progress": np.array(b"{}"), "loss_scale": np.float32(2)}
    prefix = write_original(Checkpoint(tmp_path / "train-0", ours, None), tmp_path / "old", "a\nb\n")
    assert prefix.name == "train-0"
    assert sorted(file.name for file in (tmp_path / "old").iterdir()) == [
        "alphabet.txt", "best_dev-0.data-00000-of-00001", "best_dev-0.index", "best_dev_checkpoint",
        "checkpoint", "train-0.data-00000-of-00001", "train-0.index",
    ]  # fmt: skip
    for policy in ("last", "best"):
        received = load_checkpoint(tmp_path / "old", policy)
        assert received is not None and received.progress is None
        assert received.tensors.keys() == tensors.keys()
        for name, value in tensors.items():
            np.testing.assert_array_equal(received.tensors[name], value)
    with pytest.raises(CheckpointError, match="without checkpoints"):
        write_original(Checkpoint(tmp_path / "train-0", ours, None), tmp_path / "old")


def test_missing_slots_are_zero(tmp_path: Path) -> None:
    weights = {
        name: value for name, value in arrays().items() if name.startswith("layer_") and "/Adam" not in name
    }
    written = read_bundle(write_original(Checkpoint(tmp_path / "x", weights, None), tmp_path / "old"))
    assert not written["layer_1/weights/Adam_1"].any()
    assert written["learning_rate"].dtype == np.float32 and written["global_step"].dtype == np.int64


def test_names_are_those_of_the_original() -> None:
    """By the index that 0.9.3 wrote."""
    assert {name: dtype.as_numpy_dtype for name, (dtype, _) in original_shapes().items()} == {
        name: value.dtype for name, value in arrays().items()
    }


def test_the_original_s_tensors_are_read(golden_checkpoint: Path) -> None:
    received = read_bundle(golden_checkpoint / "best_dev-1720")
    assert {name: list(value.shape) for name, value in received.items()} == {
        name: shape for name, (_, shape) in original_shapes().items()
    }
    for name, wanted in original_weights().items():
        np.testing.assert_array_equal(received[name], wanted)


def test_a_checkpoint_of_cudnn_goes_on_with_new_averages(tmp_path: Path) -> None:
    stored = {
        name: value
        for name, value in arrays(1).items()
        if not name.startswith(f"{LSTM}/") or "/Adam" not in name
    }
    for slot in ("Adam", "Adam_1"):  # cuDNN's own layout
        stored[f"cudnn_lstm/opaque_kernel/{slot}"] = np.ones(640, np.float32)
    write_bundle(tmp_path / "train-7", stored)
    (tmp_path / "checkpoint").write_text(
        'model_checkpoint_path: "train-7"\nall_model_checkpoint_paths: "train-7"\n'
    )
    checkpoint = load_checkpoint(tmp_path, "last")
    assert checkpoint is not None
    wanted = variables()
    missing = slots_missing_after_cudnn(checkpoint.tensors, wanted)
    assert sorted(missing) == [
        f"{LSTM}/{part}/{slot}" for part in ("bias", "kernel") for slot in ("Adam", "Adam_1")
    ]
    with pytest.raises(CheckpointError, match="allow_missing_slots"):
        assign_tensors(checkpoint, wanted)
    assign_tensors(checkpoint, wanted, may_be_missing=missing)
    np.testing.assert_array_equal(wanted[f"{LSTM}/kernel"], stored[f"{LSTM}/kernel"])
    np.testing.assert_array_equal(wanted["layer_1/weights/Adam"], stored["layer_1/weights/Adam"])
    assert not np.asarray(wanted[f"{LSTM}/kernel/Adam"]).any()


def test_other_missing_slots_are_an_error() -> None:
    assert slots_missing_after_cudnn(["layer_1/weights"], variables()) == []
    complete = arrays()
    assert slots_missing_after_cudnn(complete, complete) == []
    del complete[f"{LSTM}/kernel/Adam"]
    assert slots_missing_after_cudnn(complete, variables()) == []
