"""Errors by kind, and how certain an error rate is."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from deepspeech_tf.evaluation.errors import aligned, count_errors
from deepspeech_tf.evaluation.interval import cer_interval, wer_interval
from deepspeech_tf.evaluation.results import UtteranceResult, compare, error_rates

TEXTS = st.lists(st.sampled_from(["one", "two", "tree", "three"]), max_size=8).map(" ".join)


@given(st.lists(st.tuples(TEXTS, TEXTS), max_size=6))
def test_kinds_add_up_to_the_distances(pairs: list[tuple[str, str]]) -> None:
    results = [compare("a.wav", said, understood, 0.0) for said, understood in pairs]
    words, characters = count_errors(results), count_errors(results, by_characters=True)
    assert sum(words.totals.values()) == sum(result.word_distance for result in results)
    assert sum(characters.totals.values()) == sum(result.char_distance for result in results)
    assert words.said == sum(result.word_length for result in results)
    for result in results:
        marked = sum(step.kind != "same" for step in aligned(result))
        assert marked == result.word_distance


def test_most_frequent() -> None:
    pairs = [("a nine b", "a five b"), ("nine", "five"), ("so nine", "nine"), ("x", "x oh")]
    counts = count_errors([compare("", said, understood, 0.0) for said, understood in pairs])
    assert counts.substituted == {("nine", "five"): 2}
    assert counts.missing == {"so": 1} and counts.extra == {"oh": 1}


def drawn(rng: np.random.Generator, utterances: int, rate: float) -> list[UtteranceResult]:
    """Utterances of ten words, each word wrong with probability `rate`."""
    wrong = rng.random((utterances, 10)) < rate
    return [
        compare("", "w " * 10, " ".join("x" if one else "w" for one in row), 0.0) for row in wrong.tolist()
    ]


def test_interval_is_that_of_independent_words() -> None:
    """If errors of words are independent, the binomial distribution gives the width."""
    results = drawn(np.random.default_rng(1), 300, 0.2)
    rate, interval = error_rates(results).wer, wer_interval(results)
    assert interval is not None and interval.low < rate < interval.high
    expected = 2 * 1.96 * math.sqrt(rate * (1 - rate) / 3000)
    assert interval.high - interval.low == pytest.approx(expected, rel=0.2)


def test_interval_contains_the_truth_as_often_as_it_says() -> None:
    rng = np.random.default_rng(2)
    intervals = [wer_interval(drawn(rng, 60, 0.3)) for _ in range(60)]
    assert 51 <= sum(one is not None and one.low <= 0.3 <= one.high for one in intervals) <= 60


def test_interval_is_wider_where_errors_come_together() -> None:
    together = [
        compare("", "w " * 10, ("x " if number % 5 == 0 else "w ") * 10, 0.0) for number in range(300)
    ]
    apart = drawn(np.random.default_rng(3), 300, 0.2)
    wide, narrow = wer_interval(together), wer_interval(apart)
    assert wide is not None and narrow is not None
    assert wide.high - wide.low > 2 * (narrow.high - narrow.low)


def test_interval_is_the_same_each_time_and_within_bounds() -> None:
    results = [compare("", "a b", "x y z u v", 0.0), compare("", "a b", "a b", 0.0)]
    assert wer_interval(results) == wer_interval(results)
    interval = wer_interval(results)
    assert interval is not None and interval.low == 0 and interval.high == 1
    assert cer_interval(results) is not None
    assert wer_interval(results[:1]) is None and cer_interval([]) is None
