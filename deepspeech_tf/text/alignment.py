"""Alignment of a reference with a transcript: substituted, missing and extra words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from deepspeech_tf.text.distance import levenshtein

StepKind = Literal["same", "substituted", "missing", "extra"]

# Costs are compared in this order: edits, substitutions, dissimilarity of the substituted words. They are
# stored as digits of one integer, so that NumPy compares all of them at once.
_EDIT = 1 << 40
_SUBSTITUTION = 1 << 20
_MAX_DIFFERENCE = 1000
_MAX_CELLS_COMPARED = 10_000  # words times words; larger tables ignore the similarity of words
_DIAGONAL, _UP, _LEFT = 0, 1, 2


@dataclass(frozen=True, slots=True)
class Step:
    """One step of an alignment.

    Args:
        kind: "missing" is only in the reference (deletion), "extra" only in the transcript (insertion).
        said: the word or character of the reference; "" for "extra".
        understood: the word or character of the transcript; "" for "missing".
    """

    kind: StepKind
    said: str
    understood: str


def align(said: Sequence[str], understood: Sequence[str]) -> list[Step]:
    """Aligns two sequences of words or characters.

    The number of steps other than "same" is the edit distance (`distance.levenshtein`). Among these
    alignments, the function prefers fewer substitutions, because they preserve more common words, and then
    substitutions of similar words.

    Source: Wagner & Fischer 1974, computed row by row.
    """
    begin = _common(said, understood)
    end = _common(said[begin:][::-1], understood[begin:][::-1])
    middle = (said[begin : len(said) - end], understood[begin : len(understood) - end])
    same = [Step("same", word, word) for word in said]
    return [*same[:begin], *_align_different(*middle), *same[len(said) - end :]]


def _common(one: Sequence[str], other: Sequence[str]) -> int:
    """Length of the common prefix, which at least one best alignment keeps."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((place for place, (a, b) in pairs if a != b), min(len(one), len(other)))


def _align_different(said: Sequence[str], understood: Sequence[str]) -> list[Step]:
    if not said or not understood:
        return [*(Step("missing", word, "") for word in said), *(Step("extra", "", w) for w in understood)]
    moves = _moves(said, understood)
    row, column = len(said), len(understood)
    steps: list[Step] = []
    while row or column:
        move = moves[row, column]
        if move == _DIAGONAL:
            one, other = said[row - 1], understood[column - 1]
            steps.append(Step("same" if one == other else "substituted", one, other))
        elif move == _UP:
            steps.append(Step("missing", said[row - 1], ""))
        else:
            steps.append(Step("extra", "", understood[column - 1]))
        row -= move != _LEFT
        column -= move != _UP
    return steps[::-1]


def _moves(said: Sequence[str], understood: Sequence[str]) -> NDArray[np.uint8]:
    """The last move of a best path to each cell `(len(said) + 1, len(understood) + 1)` of the table."""
    codes: dict[str, int] = {}
    for word in (*said, *understood):
        codes.setdefault(word, len(codes))
    columns = np.array([codes[word] for word in understood])
    looks_into_words = len(said) * len(understood) <= _MAX_CELLS_COMPARED
    moves = np.empty((len(said) + 1, len(understood) + 1), np.uint8)
    moves[0] = _LEFT
    from_left = np.arange(len(understood) + 1, dtype=np.int64) * _EDIT
    above = from_left
    for number, word in enumerate(said, 1):
        differs = columns != codes[word]
        substituted = differs * (_EDIT + _SUBSTITUTION)
        if looks_into_words:
            substituted += np.array([_unlike(word, other) for other in understood])
        diagonal, up = above[:-1] + substituted, above[1:] + _EDIT
        entered = np.concatenate([above[:1] + _EDIT, np.minimum(diagonal, up)])
        # the cheapest predecessor to the left, for all cells at once
        row = np.minimum.accumulate(entered - from_left) + from_left
        moves[number, 0] = _UP
        moves[number, 1:] = np.where(row[1:] < entered[1:], _LEFT, np.where(diagonal <= up, _DIAGONAL, _UP))
        above = row
    return moves


@lru_cache(maxsize=1 << 16)
def _unlike(one: str, other: str) -> int:
    """Dissimilarity: 0 for equal words, up to 1000 for words without common characters."""
    return _MAX_DIFFERENCE * levenshtein(one, other) // max(len(one), len(other), 1)
