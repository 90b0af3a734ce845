"""0.9.3's graph restores a converted checkpoint on TensorFlow 1.15, and we read its checkpoint."""

from __future__ import annotations

import subprocess
from pathlib import Path

import numpy as np
import pytest

from benchmarks.peer import PeerMissing, peer_environment, peer_python
from deepspeech_tf.checkpoint.bundle import read_bundle
from deepspeech_tf.checkpoint.conversion import write_original
from deepspeech_tf.checkpoint.restore import Checkpoint, assign_tensors, load_checkpoint
from deepspeech_tf.checkpoint.state import announce_checkpoint
from deepspeech_tf.config import OptimizerConfig
from deepspeech_tf.data.batch import Batch, make_batch
from deepspeech_tf.fit.adam import Adam
from deepspeech_tf.fit.step import TrainStep
from deepspeech_tf.model.ctc import ctc_loss
from deepspeech_tf.model.deepspeech.config import DeepSpeechConfig
from deepspeech_tf.model.deepspeech.encoder import DeepSpeechEncoder

ROOT = Path(__file__).parents[2]
CONFIG = DeepSpeechConfig(n_labels=28, n_hidden=32, dropout_1=0, dropout_2=0, dropout_3=0, dropout_5=0)


class Training:
    """A model with its optimizer."""

    def __init__(self, seed: int) -> None:
        self.model = DeepSpeechEncoder(CONFIG, seed=seed)
        adam = Adam(self.model.named_weights(), OptimizerConfig(learning_rate=1e-4))  # as in the graph
        self.variables = {**self.model.named_weights(), **adam.named_variables()}
        self.step = TrainStep(self.model, adam, seed)

    def tensors(self) -> dict[str, np.ndarray]:
        return {name: np.asarray(variable) for name, variable in self.variables.items()}


def some_batch() -> Batch:
    generator = np.random.default_rng(3)
    frames = [generator.normal(0, 3, (n, 26)).astype(np.float32) for n in (60, 45, 30)]
    labels = [generator.integers(0, 28, n).astype(np.int32) for n in (9, 4, 6)]
    return make_batch(["a", "b", "c"], frames, labels, ["", "", ""])


def test_there_and_back(tmp_path: Path) -> None:
    try:
        python = peer_python(Path.home() / ".cache" / "deepspeech_tf")
    except PeerMissing as reason:
        pytest.skip(str(reason))
    training, batch = Training(1), some_batch()
    for _ in range(3):
        training.step(batch)
    prefix = write_original(Checkpoint(tmp_path / "train-3", training.tensors(), None), tmp_path / "old")
    keys = ("features", "feature_lengths", "labels", "label_lengths")
    np.savez(tmp_path / "in.npz", **{key: getattr(batch, key) for key in keys})
    back = tmp_path / "back"
    back.mkdir()
    done = subprocess.run(
        [
            str(python), str(Path(__file__).with_name("restore_checkpoint.py")), str(ROOT / "benchmarks"),
            str(prefix), str(CONFIG.n_hidden), str(tmp_path / "in.npz"), str(tmp_path / "out.npz"),
            str(back / "train-4"),
        ],
        capture_output=True, text=True, check=False, env=peer_environment(),
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]

    answers = np.load(tmp_path / "out.npz")
    logits = training.model(batch.features, batch.feature_lengths)[0].numpy().transpose(1, 0, 2)
    for row, length in enumerate(batch.feature_lengths):  # beyond it, 0.9.3's LSTM gives zeros
        np.testing.assert_allclose(answers["logits"][:length, row], logits[:length, row], atol=1e-4)
    losses = ctc_loss(logits.transpose(1, 0, 2), batch.feature_lengths, batch.labels, batch.label_lengths)
    np.testing.assert_allclose(answers["losses"], losses, rtol=1e-4)

    # A step there is the step that we would have done, moments of Adam included.
    training.step(batch)
    announce_checkpoint(back, "checkpoint", back / "train-4")
    loaded = load_checkpoint(back, "last")
    assert loaded is not None
    ours = training.tensors()
    for name in training.model.named_weights():
        np.testing.assert_allclose(loaded.tensors[name], ours[name], atol=2e-5, err_msg=name)
        slot = f"{name}/Adam"
        np.testing.assert_allclose(loaded.tensors[slot], ours[slot], atol=1e-4, err_msg=slot)
    other = Training(2)
    assign_tensors(loaded, other.variables)
    np.testing.assert_array_equal(
        other.tensors()["layer_5/weights"], read_bundle(back / "train-4")["layer_5/weights"]
    )
