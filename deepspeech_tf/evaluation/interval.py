"""Bootstrap confidence intervals of error rates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from deepspeech_tf.evaluation.results import UtteranceResult

CONFIDENCE = 0.95
REPLICATES = 1000
_SEED = 4568


@dataclass(frozen=True)
class Interval:
    """Bounds of an error rate, each from 0 to 1."""

    low: float
    high: float


def wer_interval(results: Sequence[UtteranceResult]) -> Interval | None:
    """The 95 % confidence interval of the word error rate; None for fewer than two utterances."""
    return _bootstrap([r.word_distance for r in results], [r.word_length for r in results])


def cer_interval(results: Sequence[UtteranceResult]) -> Interval | None:
    """The 95 % confidence interval of the character error rate; None for fewer than two utterances."""
    return _bootstrap([r.char_distance for r in results], [r.char_length for r in results])


def _bootstrap(distances: Sequence[int], lengths: Sequence[int]) -> Interval | None:
    """Percentiles of the error rates of 1000 resampled sets of the same size, drawn with replacement.

    Whole utterances are drawn, because errors within an utterance are not independent. The seed is fixed, so
    the same results always give the same interval. Rates are capped at 1, as in `results.error_rates`.

    Source: Bisani & Ney, "Bootstrap estimates for confidence intervals in ASR performance evaluation",
    ICASSP 2004, section 2.
    """
    count = len(distances)
    if count < 2:
        return None
    rng = np.random.default_rng(_SEED)
    errors, words = np.array(distances), np.array(lengths)
    rates = np.empty(REPLICATES)
    for number in range(REPLICATES):
        drawn = rng.integers(0, count, count)
        rates[number] = errors[drawn].sum() / max(words[drawn].sum(), 1)
    tail = (1 - CONFIDENCE) / 2
    low, high = np.quantile(np.minimum(rates, 1.0), (tail, 1 - tail))
    return Interval(float(low), float(high))
