"""Losses of an epoch: utterances without a finite one are named, counted and left out."""

from __future__ import annotations

import logging
import math
from collections.abc import Iterator

import numpy as np
import pytest

from deepspeech_tf.checkpoint.progress import Progress
from deepspeech_tf.data.batch import Batch, make_batch
from deepspeech_tf.errors import TrainingError
from deepspeech_tf.fit.epochs import train_epoch, validate
from deepspeech_tf.fit.replicas import Replicas
from deepspeech_tf.fit.summaries import Summaries

INF, NAN = math.inf, math.nan


class Batches:
    """A data set whose batches hold so many utterances each, named by batch and place."""

    def __init__(self, sizes: list[int]) -> None:
        self.sizes = sizes
        self.num_batches = len(sizes)

    def batches(self, epoch: int, start: int = 0) -> Iterator[Batch]:
        for number, size in enumerate(self.sizes[start:], start):
            ids = [f"{number}-{place}.wav" for place in range(size)]
            frames = [np.zeros((9, 26), np.float32)] * size
            yield make_batch(ids, frames, [np.array([1], np.int32)] * size, ["a"] * size)


class Losses:
    """A step that answers with given losses."""

    replicas = Replicas()

    def __init__(self, *losses: list[float]) -> None:
        self.left = [np.array(one, np.float32) for one in losses]

    def __call__(self, batch: Batch) -> np.ndarray:
        return self.left.pop(0)


class Answers(Losses):
    """The same with probabilities, and the rows of each utterance."""

    def __call__(self, batch: Batch) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        probs = np.zeros((len(batch.ids), 9, 3), np.float32)
        return super().__call__(batch), probs, batch.feature_lengths


def train(step: Losses, data: Batches, progress: Progress | None = None) -> Progress:
    return train_epoch(step, data, progress or Progress(), lambda loss, progress: None)


def test_they_do_not_count(caplog: pytest.LogCaptureFixture) -> None:
    progress = train(Losses([1.0, INF, 3.0], [NAN, INF], [5.0]), Batches([3, 2, 1]))
    assert (progress.batch, progress.skipped, progress.lost_batches) == (3, 3, 1)
    assert progress.mean_loss == pytest.approx((2 + 5) / 2)
    named = [record.getMessage() for record in caplog.records if record.levelno == logging.ERROR]
    assert named == [
        "The following files caused an infinite (or NaN) loss: 0-1.wav",
        "The following files caused an infinite (or NaN) loss: 1-0.wav, 1-1.wav",
    ]
    assert "Epoch 0: 3 utterances have no finite loss and were skipped" in caplog.text
    assert progress.next_epoch() == Progress(epoch=1)


def test_a_resumed_epoch_counts_on() -> None:
    whole = train(Losses([1.0], [INF], [3.0], [8.0]), Batches([1, 1, 1, 1]))
    half = Progress(batch=2, loss_sum=1.0, lost_batches=1, skipped=1)
    half = Progress.from_json(half.to_json())
    assert train(Losses([3.0], [8.0]), Batches([1, 1, 1, 1]), half) == whole


def test_no_finite_loss_at_all_ends_the_training() -> None:
    with pytest.raises(TrainingError, match="the loss of every batch is infinite or NaN"):
        train(Losses([NAN], [INF]), Batches([1, 1]))


def test_validation(caplog: pytest.LogCaptureFixture) -> None:
    sets = [("a.csv", Batches([2, 1])), ("b.csv", Batches([1, 1]))]
    with Summaries("") as summaries:
        step = Answers([2.0, 4.0], [INF], [6.0], [9.0])
        assert validate(step, sets, 3, 0, summaries, kind="dev") == pytest.approx(6.0)
        assert "a.csv: 1 utterances have no finite loss and do not count" in caplog.text
        assert "b.csv: " not in caplog.text
        assert validate(Answers([INF, INF], [NAN]), sets[:1], 3, 0, summaries, kind="dev") == INF
