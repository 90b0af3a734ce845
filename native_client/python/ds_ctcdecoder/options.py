"""Decoding options, which all functions share."""

from __future__ import annotations

import ctypes
import sys
import warnings
from collections.abc import Mapping
from dataclasses import dataclass, field

from ds_ctcdecoder._declarations import Options
from ds_ctcdecoder.arguments import as_count, as_instance, as_number, as_text, as_words, quote, wrong_type
from ds_ctcdecoder.scorer import DecoderWarning, Scorer

HotWords = Mapping[str, float] | Mapping[bytes, float]  # 0.9.3 took bytes only
NO_HOT_WORDS: HotWords = {}
MAX_BOOST = 1e9  # as in the native library


@dataclass(frozen=True)
class DecoderOptions:
    """Options of the beam search.

    Args:
        beam_size: hypotheses kept after each frame.
        cutoff_prob: below 1: only the likeliest classes that together reach it are tried.
        cutoff_top_n: at most so many classes, but only where `cutoff_prob` is below 1.
        scorer: external scorer; None: without a language model.
        hot_words: words and the values to add to their language model scores.
        num_results: number of hypotheses per utterance.
        num_threads: utterances decoded at a time.

    Raises:
        TypeError: naming the argument that has the wrong type.
        ValueError: naming the argument that is out of range, or a scorer that is empty.
    """

    beam_size: int
    cutoff_prob: float = 1.0
    cutoff_top_n: int = 40
    scorer: Scorer | None = None
    hot_words: HotWords = field(default_factory=dict)
    num_results: int = 1
    num_threads: int = 1

    def __post_init__(self) -> None:
        for name in ("beam_size", "num_threads", "cutoff_top_n", "num_results"):
            as_count(name, getattr(self, name))
        if not 0 <= as_number("cutoff_prob", self.cutoff_prob) <= 1:
            raise ValueError(f"cutoff_prob must be from 0 to 1. Received: {quote(self.cutoff_prob)}")
        if self.scorer is not None:
            _ = as_instance("scorer", Scorer, self.scorer).handle  # raises an error if it is empty
        if not isinstance(self.hot_words, Mapping):
            raise wrong_type("hot_words", "a mapping from words to boosts", self.hot_words)
        for word, boost in self.hot_words.items():
            as_text("a hot word", word)
            name = f"the boost of hot word {quote(word)}"
            if not abs(as_number(name, boost)) <= MAX_BOOST:
                raise ValueError(f"{name} must be a number from -1e9 to 1e9. Received: {quote(boost)}")

    def warn_of_hot_words(self) -> None:
        """Warns about hot words that cannot have an effect; 0.9.3 accepts all of them.

        Warns:
            DecoderWarning: without a scorer; for words that its dictionary lacks, or that are empty, have a
                space, or a letter that the alphabet lacks.
        """
        if self.scorer is None:
            if self.hot_words:
                _warn("hot_words have no effect without a scorer")
            return
        for word in self.hot_words:
            if reason := self.scorer.why_hot_word_has_no_effect(word):
                _warn(f"hot word {quote(word)} has no effect: {reason}")

    def native(self) -> Options:
        """The options in C; ctypes keeps the arrays alive with them."""
        words = as_words("hot_words", self.hot_words)
        return Options(
            self.beam_size,
            float(self.cutoff_prob),
            self.cutoff_top_n,
            self.num_results,
            self.num_threads,
            len(words),
            (ctypes.c_char_p * len(words))(*words),
            (ctypes.c_float * len(words))(*map(float, self.hot_words.values())),
        )


def _warn(text: str) -> None:
    """A warning about the code that calls this package, however many of its functions are in between."""
    level, frame = 1, sys._getframe()
    while frame.f_back is not None and frame.f_globals.get("__package__") == __package__:
        level, frame = level + 1, frame.f_back
    warnings.warn(text, DecoderWarning, stacklevel=level)
