"""Tests of a whole set."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from deepspeech_tf.config import FeatureConfig
from deepspeech_tf.data.batch import Batch
from deepspeech_tf.data.dataset import Dataset
from deepspeech_tf.data.manifest import read_manifests
from deepspeech_tf.evaluation.evaluate import evaluate
from deepspeech_tf.text.alphabet import Alphabet
from tests.data.corpus import write_corpus

Answers = tuple[np.ndarray, np.ndarray, np.ndarray]


class Silent:
    """Understands nothing."""

    def decode_batch(self, probs: np.ndarray, lengths: np.ndarray, num_results: int = 1):
        return [[(0.0, "")] for _ in lengths]


def forward(batch: Batch) -> Answers:
    losses = np.where(batch.feature_lengths > 0, 1.0, np.inf).astype(np.float32)
    return losses, np.zeros((*batch.features.shape[:2], 3), np.float32), batch.feature_lengths


def test_recordings_that_are_gone_are_left_out_and_counted(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """A test after hours of training neither ends because of one nor counts it as not understood."""
    manifest = write_corpus(tmp_path, [1, 1, 1], ["a", "b", "a b"])
    utterances = read_manifests([str(manifest)])
    (tmp_path / "wav" / "1.wav").unlink()
    alphabet = Alphabet.from_labels([" ", "a", "b"])
    results = evaluate("a.csv", Dataset(utterances, alphabet, FeatureConfig(), 2), forward, Silent())
    assert [result.src for result in results] == ["a", "a b"]
    assert "cannot be read any more: 1 utterances of a.csv" in caplog.text
