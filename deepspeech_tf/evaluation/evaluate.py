"""Transcribes test sets with a model and a beam-search decoder."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from deepspeech_tf.data.batch import Batch
from deepspeech_tf.data.dataset import Dataset
from deepspeech_tf.evaluation.results import UtteranceResult, compare
from deepspeech_tf.events import Callback, phase_of, silent

log = logging.getLogger(__name__)

# Losses (B,), probabilities (B, rows, C) and rows of each utterance (B,) of a batch.
Forward = Callable[[Batch], tuple[NDArray[np.float32], NDArray[np.float32], NDArray[np.int32]]]


class BatchDecoder(Protocol):
    """Decodes probabilities to ranked transcripts with their confidence."""

    def decode_batch(
        self, probs: NDArray[np.float32], lengths: NDArray[np.int32], num_results: int = 1
    ) -> list[list[tuple[float, str]]]: ...


def evaluate(
    name: str, dataset: Dataset, forward: Forward, decoder: BatchDecoder, callback: Callback = silent
) -> list[UtteranceResult]:
    """Transcribes every utterance of `dataset` and compares the result with its transcript.

    Utterances whose audio has become unreadable are skipped, and counted in a warning of the log.
    """
    results: list[UtteranceResult] = []
    unread = 0
    with phase_of(callback, "test", dataset.num_batches, dataset=name) as progress:
        for number, batch in enumerate(dataset.batches(0), 1):
            losses, probs, lengths = forward(batch)
            hypotheses = decoder.decode_batch(probs, lengths)
            for index, transcript in enumerate(batch.transcripts):
                if not batch.feature_lengths[index]:
                    unread += 1
                    continue
                best = hypotheses[index][0][1] if hypotheses[index] else ""
                results.append(compare(batch.ids[index], transcript, best, float(losses[index])))
            progress.update(number)
    if unread:
        log.warning("Skipped because they cannot be read any more: %d utterances of %s", unread, name)
    return results
