"""Alignments: as many errors as the edit distance, the words in their order, the likeliest pairs."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deepspeech_tf.text.alignment import Step, align
from deepspeech_tf.text.distance import levenshtein

WORDS = st.lists(st.sampled_from(["a", "b", "ab", "abc", "xyz"]), max_size=14)


@given(WORDS, WORDS)
def test_agrees_with_the_edit_distance(said: list[str], understood: list[str]) -> None:
    steps = align(said, understood)
    assert sum(step.kind != "same" for step in steps) == levenshtein(said, understood)
    assert [step.said for step in steps if step.kind != "extra"] == said
    assert [step.understood for step in steps if step.kind != "missing"] == understood
    assert all((step.said == step.understood) == (step.kind == "same") for step in steps)


@given(st.text("abc ", max_size=30), st.text("abc ", max_size=30))
def test_characters(said: str, understood: str) -> None:
    steps = align(said, understood)
    assert sum(step.kind != "same" for step in steps) == levenshtein(said, understood)


def most_in_common(said: list[str], understood: list[str]) -> tuple[int, int]:
    """(edits, words in common) of the best alignment, by trying all ways."""
    if not said or not understood:
        return len(said) + len(understood), 0
    ways = []
    for edits, more, rest in (
        (int(said[0] != understood[0]), int(said[0] == understood[0]), (said[1:], understood[1:])),
        (1, 0, (said[1:], understood)),
        (1, 0, (said, understood[1:])),
    ):
        rest_edits, rest_common = most_in_common(*rest)
        ways.append((edits + rest_edits, -(more + rest_common)))
    edits, common = min(ways)
    return edits, -common


@given(st.lists(st.sampled_from("abc"), max_size=5), st.lists(st.sampled_from("abc"), max_size=5))
def test_has_the_most_words_in_common(said: list[str], understood: list[str]) -> None:
    steps = align(said, understood)
    edits, common = most_in_common(said, understood)
    assert sum(step.kind != "same" for step in steps) == edits
    assert sum(step.kind == "same" for step in steps) == common


@pytest.mark.parametrize(
    ("said", "understood", "wanted"),
    [
        ("the cat sat", "the bad cat sat", [("extra", "", "bad")]),
        ("big cat", "cap", [("missing", "big", ""), ("substituted", "cat", "cap")]),
        ("cat big", "cap", [("substituted", "cat", "cap"), ("missing", "big", "")]),
        ("a b", "b c", [("missing", "a", ""), ("extra", "", "c")]),
        ("", "hello", [("extra", "", "hello")]),
        ("hello", "", [("missing", "hello", "")]),
        ("", "", []),
    ],
)
def test_errors(said: str, understood: str, wanted: list[tuple[str, str, str]]) -> None:
    steps = align(said.split(), understood.split())
    assert [step for step in steps if step.kind != "same"] == [Step(*one) for one in wanted]  # type: ignore[arg-type]


def test_very_long_texts() -> None:
    said = [str(number % 977) for number in range(3000)]
    understood = [str(number % 983) for number in range(2900)]
    steps = align(said, understood)
    assert sum(step.kind != "same" for step in steps) == levenshtein(said, understood)
