"""Transcribes test sets with a model and a beam-search decoder."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

from deepspeech_tf.data.batch import Batch
from deepspeech_tf.data.dataset import Dataset
from deepspeech_tf.evaluation.results import UtteranceResult, compare

# Losses (B,), probabilities (B, rows, C) and rows of each utterance (B,) of a batch.
Forward = Callable[[Batch], tuple[NDArray[np.float32], NDArray[np.float32], NDArray[np.int32]]]


class BatchDecoder(Protocol):
    """Decodes probabilities to ranked transcripts with their confidence."""

    def decode_batch(
        self, probs: NDArray[np.float32], lengths: NDArray[np.int32], num_results: int = 1
    ) -> list[list[tuple[float, str]]]: ...


def evaluate(name: str, dataset: Dataset, forward: Forward, decoder: BatchDecoder) -> list[UtteranceResult]:
    """Transcribes every utterance of `dataset` and compares the result with its transcript.

    Utterances whose audio has become unreadable are skipped, and counted in the output.
    """
    print(f"Testing model on {name}", flush=True)
    results: list[UtteranceResult] = []
    unread = 0
    began = time.monotonic()
    terminal = sys.stdout.isatty()
    bar: Any = tqdm(total=dataset.num_batches, desc="Test epoch", disable=not terminal)
    for batch in dataset.batches(0):
        losses, probs, lengths = forward(batch)
        hypotheses = decoder.decode_batch(probs, lengths)
        for index, transcript in enumerate(batch.transcripts):
            if not batch.feature_lengths[index]:
                unread += 1
                continue
            best = hypotheses[index][0][1] if hypotheses[index] else ""
            results.append(compare(batch.ids[index], transcript, best, float(losses[index])))
        bar.update()
    bar.close()
    elapsed = timedelta(seconds=int(time.monotonic() - began))
    print(f"Test epoch | Steps: {dataset.num_batches} | Elapsed Time: {elapsed}", flush=True)
    if unread:
        print(f"Skipped because they cannot be read any more: {unread} utterances of {name}", flush=True)
    return results
