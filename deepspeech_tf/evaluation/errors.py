"""Which words (or characters) were substituted, missing and extra, and how often."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from deepspeech_tf.evaluation.results import UtteranceResult
from deepspeech_tf.text.alignment import Step, align


@dataclass
class ErrorCounts:
    """Errors of many utterances by kind.

    Args:
        said: words of the references.
        substituted: pairs of a word that was said and the one understood instead.
        missing: words that were said, with nothing understood in their place.
        extra: words that were understood, with nothing said in their place.
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
        """The number of errors of each kind; their sum is the edit distance."""
        return {
            "substituted": self.substituted.total(),
            "missing": self.missing.total(),
            "extra": self.extra.total(),
        }


def aligned(result: UtteranceResult, *, by_characters: bool = False) -> list[Step]:
    """The alignment of an utterance; its steps other than "same" are as many as the result's distance."""
    if by_characters:
        return align(result.src, result.res)
    return align(result.src.split(), result.res.split())


def count_errors(results: Sequence[UtteranceResult], *, by_characters: bool = False) -> ErrorCounts:
    """Errors of all utterances together, of words or of characters."""
    counts = ErrorCounts()
    for result in results:
        counts.add(aligned(result, by_characters=by_characters))
    return counts
