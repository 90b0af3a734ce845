"""How far an error rate of so many utterances can be trusted: a bootstrap confidence interval."""

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
    """Percentiles of the rates of 1000 sets of as many utterances, drawn with replacement from this one.

    Whole utterances are drawn, since errors within one depend on each other. The seed is fixed, so the same
    results have the same interval. Rates are capped at 1 as `results.error_rates` does.

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
