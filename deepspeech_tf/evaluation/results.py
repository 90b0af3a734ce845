"""Results of single utterances, and error rates of test sets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from deepspeech_tf.text.distance import levenshtein


@dataclass(frozen=True)
class UtteranceResult:
    """Result of one utterance: reference `src`, transcript `res`, edit distances and loss."""

    wav_filename: str
    src: str
    res: str
    loss: float
    char_distance: int
    char_length: int
    word_distance: int
    word_length: int

    @property
    def cer(self) -> float:
        return self.char_distance / max(self.char_length, 1)

    @property
    def wer(self) -> float:
        return self.word_distance / max(self.word_length, 1)

    def as_json(self) -> dict[str, Any]:
        """The fields of the result with both error rates, as a JSON object."""
        return {**asdict(self), "cer": self.cer, "wer": self.wer}


@dataclass(frozen=True)
class ErrorRates:
    """Word and character error rates of a set, and the mean loss."""

    wer: float
    cer: float
    loss: float


def compare(wav_filename: str, reference: str, transcript: str, loss: float) -> UtteranceResult:
    """Computes the edit distances over characters, and over words split at whitespace."""
    words = reference.split()
    return UtteranceResult(
        wav_filename=wav_filename,
        src=reference,
        res=transcript,
        loss=loss,
        char_distance=levenshtein(reference, transcript),
        char_length=len(reference),
        word_distance=levenshtein(words, transcript.split()),
        word_length=len(words),
    )


def error_rates(results: Sequence[UtteranceResult]) -> ErrorRates:
    """Error rates of all results together; rates are capped at 1, as in 0.9.3."""

    def rate(distance: int, length: int) -> float:
        return min(distance / max(length, 1), 1.0)

    return ErrorRates(
        wer=rate(sum(r.word_distance for r in results), sum(r.word_length for r in results)),
        cer=rate(sum(r.char_distance for r in results), sum(r.char_length for r in results)),
        loss=sum(r.loss for r in results) / max(len(results), 1),
    )
