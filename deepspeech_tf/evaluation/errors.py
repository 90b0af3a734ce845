"""Counts substituted, missing and extra words or characters."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from deepspeech_tf.evaluation.results import UtteranceResult
from deepspeech_tf.text.alignment import Step, align


@dataclass
class ErrorCounts:
    """Errors of several utterances by kind.

    Args:
        said: number of words in the references.
        substituted: pairs of a reference word and the word in its place in the transcript.
        missing: reference words without a counterpart in the transcript (deletions).
        extra: transcript words without a counterpart in the reference (insertions).
    """

    said: int = 0
    substituted: Counter[tuple[str, str]] = field(default_factory=Counter)
    missing: Counter[str] = field(default_factory=Counter)
    extra: Counter[str] = field(default_factory=Counter)

    def add(self, steps: Sequence[Step]) -> None:
        for step in steps:
            self.said += step.kind != "extra"
            if step.kind == "substituted":
                self.substituted[step.said, step.understood] += 1
            elif step.kind == "missing":
                self.missing[step.said] += 1
            elif step.kind == "extra":
                self.extra[step.understood] += 1

    @property
    def totals(self) -> dict[str, int]:
        """Number of errors of each kind; their sum is the edit distance."""
        return {
            "substituted": self.substituted.total(),
            "missing": self.missing.total(),
            "extra": self.extra.total(),
        }


def aligned(result: UtteranceResult, *, by_characters: bool = False) -> list[Step]:
    """Aligns an utterance; the number of steps other than "same" is the edit distance."""
    if by_characters:
        return align(result.src, result.res)
    return align(result.src.split(), result.res.split())


def count_errors(results: Sequence[UtteranceResult], *, by_characters: bool = False) -> ErrorCounts:
    """Counts the word or character errors of all utterances."""
    counts = ErrorCounts()
    for result in results:
        counts.add(aligned(result, by_characters=by_characters))
    return counts
