"""The dry run that finds the largest batch."""

import numpy as np
import pytest
import tensorflow as tf

from deepspeech_tf.config import OptimizerConfig
from deepspeech_tf.errors import TrainingError
from deepspeech_tf.fit import batch_memory
from deepspeech_tf.fit.adam import Adam
from deepspeech_tf.fit.batch_memory import find_largest_batch, longest_batch
from deepspeech_tf.fit.step import TrainStep
from deepspeech_tf.model.deepspeech.config import DeepSpeechConfig
from deepspeech_tf.model.deepspeech.encoder import DeepSpeechEncoder


@pytest.mark.parametrize("limit", [1, 2, 3, 17, 100, 5000])
def test_on_a_gpu_by_trying(limit: int) -> None:
    tried = []

    def run(size: int) -> None:
        tried.append(size)
        if size > limit:
            raise tf.errors.ResourceExhaustedError(None, None, "OOM when allocating tensor")

    found = find_largest_batch(run, on_gpu=True).largest
    assert found <= limit and found >= min(limit, batch_memory.MAX_TRIED) * 15 / 17
    assert len(tried) <= 20


def test_nothing_fits() -> None:
    def run(size: int) -> None:
        raise tf.errors.ResourceExhaustedError(None, None, "OOM when allocating tensor")

    with pytest.raises(TrainingError, match="longest utterance alone"):
        find_largest_batch(run, on_gpu=True)


def test_other_errors_are_not_taken_for_a_lack_of_memory() -> None:
    def run(size: int) -> None:
        raise tf.errors.InvalidArgumentError(None, None, "shape")

    with pytest.raises(tf.errors.InvalidArgumentError):
        find_largest_batch(run, on_gpu=True)


def test_on_a_processor_by_growth(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a step that takes 20 MB and 30 MB for each utterance, 3 GB hold (0.9 * 3000 - 20) / 30."""
    monkeypatch.setattr(batch_memory, "_free_bytes", lambda: 3000e6)

    def run(size: int) -> None:
        taken = np.zeros(int(20e6 + 30e6 * size), np.uint8)
        taken[::4096] = 1  # memory counts when it is written to

    found = find_largest_batch(run, on_gpu=False)
    assert found.bytes_per_utterance == pytest.approx(30e6, rel=0.15)
    assert found.largest == pytest.approx(89, rel=0.2)


def test_a_dry_run_changes_nothing() -> None:
    model = DeepSpeechEncoder(DeepSpeechConfig(n_labels=5, n_hidden=8))
    step = TrainStep(model, Adam(model.named_weights(), OptimizerConfig()), 1)
    before = {name: weight.numpy() for name, weight in model.named_weights().items()}
    batch = longest_batch(3, 50, 10, model.config.n_features, 5)
    assert batch.features.shape == (3, 50, 26) and batch.labels.shape == (3, 10)
    step.dry_run(batch)
    step.dry_run(longest_batch(1, 40, 4, model.config.n_features, 5))
    for name, weight in model.named_weights().items():
        np.testing.assert_array_equal(weight.numpy(), before[name])
    assert step.traces == 0
    assert np.isfinite(step(batch)).all() and step.traces == 1
    assert any((weight.numpy() != before[name]).any() for name, weight in model.named_weights().items())


def test_a_real_step_on_a_processor() -> None:
    model = DeepSpeechEncoder(DeepSpeechConfig(n_labels=28, n_hidden=128))
    step = TrainStep(model, Adam(model.named_weights(), OptimizerConfig()), 1)
    found = find_largest_batch(lambda size: step.dry_run(longest_batch(size, 400, 100, 26, 28)), on_gpu=False)
    # 400 frames of at least: four layers, the LSTM's six arrays, and the context windows, in float32; a part
    # of them may lie in memory that the process has from earlier work, which is not counted
    assert found.bytes_per_utterance > 400 * 4 * (128 * 10 + 494) / 2
    assert found.bytes_per_utterance < 400 * 4 * (128 * 10 + 494) * 8
    assert found.largest > 10
