"""Word and character error rates of pairs of reference and transcript."""

from __future__ import annotations

from dataclasses import dataclass

from deepspeech_tf.text.distance import levenshtein


@dataclass
class ErrorCounter:
    """Sums of edit distances and reference lengths."""

    word_distance: int = 0
    word_length: int = 0
    char_distance: int = 0
    char_length: int = 0

    def add(self, reference: str, transcript: str) -> None:
        words = reference.split()
        self.word_distance += levenshtein(words, transcript.split())
        self.word_length += len(words)
        self.char_distance += levenshtein(reference, transcript)
        self.char_length += len(reference)

    @property
    def wer(self) -> float:
        """Word error rate, capped at 1 as in 0.9.3."""
        return min(self.word_distance / max(self.word_length, 1), 1.0)

    @property
    def cer(self) -> float:
        """Character error rate, capped at 1 as in 0.9.3."""
        return min(self.char_distance / max(self.char_length, 1), 1.0)
