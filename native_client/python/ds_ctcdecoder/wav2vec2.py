"""CTC beam search for acoustic models with an alphabet of their own kind, such as wav2vec 2.0."""

from __future__ import annotations

import struct
from collections.abc import Collection

import numpy as np
import numpy.typing as npt

from ds_ctcdecoder.alphabet import Alphabet
from ds_ctcdecoder.decode import DecodeResult, make_options, run_decoder
from ds_ctcdecoder.probabilities import (
    NO_HOT_WORDS,
    HotWords,
    as_lengths,
    check_hot_words,
    check_options,
    check_probabilities,
)
from ds_ctcdecoder.scorer import Scorer

BLANK_IS_LAST = -1


def ctc_beam_search_decoder_for_wav2vec2am(
    probs_seq: npt.ArrayLike,
    alphabet: Alphabet,
    beam_size: int,
    cutoff_prob: float = 1.0,
    cutoff_top_n: int = 40,
    blank_id: int = BLANK_IS_LAST,
    ignored_symbols: Collection[int] = frozenset(),
    scorer: Scorer | None = None,
    hot_words: HotWords = NO_HOT_WORDS,
    num_results: int = 1,
) -> list[DecodeResult]:
    """Decodes one utterance.

    Args:
        probs_seq: natural logarithms of softmax outputs, `(frames, classes)`.
        alphabet: of the acoustic model. With the blank, if `blank_id` is given.
        beam_size: hypotheses kept after each frame.
        cutoff_prob: below 1: only the likeliest classes that together reach it are tried.
        cutoff_top_n: at most so many classes, but only where `cutoff_prob` is below 1.
        blank_id: the class that is the blank; by default the one behind those of the alphabet.
        ignored_symbols: classes that are never part of a text, such as `<s>` and `<unk>`.
        scorer: external scorer; it was loaded with an alphabet of its own, in which its words are spelt.
        hot_words: words and what is added to their language model score.
        num_results: hypotheses wanted.

    Returns:
        Up to `num_results` hypotheses, best first; their tokens are classes of the acoustic model.

    Raises:
        ValueError: if an argument is out of range, the shapes do not fit, or a frame does not hold logarithms
            of probabilities with a sum near 1; so are logits and probabilities refused.

    Warns:
        DecoderWarning: if hot words have no effect.
    """
    logits = np.asarray(probs_seq, np.float64)
    if logits.ndim != 2:
        raise ValueError(f"probs_seq must have the shape (frames, classes). Received: {logits.shape}")
    return ctc_beam_search_decoder_for_wav2vec2am_batch(
        logits[np.newaxis],
        [len(logits)],
        alphabet,
        beam_size,
        1,
        cutoff_prob,
        cutoff_top_n,
        blank_id,
        ignored_symbols,
        scorer,
        hot_words,
        num_results,
    )[0]


def ctc_beam_search_decoder_for_wav2vec2am_batch(
    probs_seq: npt.ArrayLike,
    seq_lengths: npt.ArrayLike,
    alphabet: Alphabet,
    beam_size: int,
    num_threads: int,
    cutoff_prob: float = 1.0,
    cutoff_top_n: int = 40,
    blank_id: int = BLANK_IS_LAST,
    ignored_symbols: Collection[int] = frozenset(),
    scorer: Scorer | None = None,
    hot_words: HotWords = NO_HOT_WORDS,
    num_results: int = 1,
) -> list[list[DecodeResult]]:
    """Decodes utterances in `num_threads` threads; see `ctc_beam_search_decoder_for_wav2vec2am`.

    Args:
        probs_seq: natural logarithms of softmax outputs, `(batch, frames, classes)`.
        seq_lengths: frames of each utterance, `(batch,)`.
    """
    logits = np.asarray(probs_seq, np.float64)
    if logits.ndim != 3:
        raise ValueError(f"probs_seq must have the shape (batch, frames, classes). Received: {logits.shape}")
    blank = _blank(logits.shape[2], alphabet, blank_id)
    spelling, classes = _spelling(alphabet, scorer, {blank, *ignored_symbols})
    lengths = as_lengths(seq_lengths)
    counts = {
        "beam_size": beam_size,
        "num_threads": num_threads,
        "cutoff_top_n": cutoff_top_n,
        "num_results": num_results,
    }
    check_options(logits, lengths, counts, cutoff_prob, scorer)
    # Rounding may put a logarithm a little above 0; more shows in the sum.
    with np.errstate(over="ignore"):
        probs = np.exp(logits)
    check_probabilities(probs, lengths, "natural logarithms of softmax outputs, whose exponentials are")
    check_hot_words(hot_words, scorer)
    # A class that no label stands for gets the probability 0.
    padded = np.concatenate([np.minimum(probs, 1.0), np.zeros((*probs.shape[:2], 1))], axis=2)
    options = make_options(beam_size, cutoff_prob, cutoff_top_n, num_results, num_threads, hot_words)
    chosen = np.ascontiguousarray(padded[..., [*classes, blank]])
    decoded = run_decoder(chosen, lengths, spelling, scorer, options)
    return [
        [
            DecodeResult(o.confidence, spelling.Decode(o.tokens), [classes[t] for t in o.tokens], o.timesteps)
            for o in outputs
        ]
        for outputs in decoded
    ]


def _blank(classes: int, alphabet: Alphabet, blank_id: int) -> int:
    wanted = alphabet.GetSize() + (blank_id == BLANK_IS_LAST)
    if classes != wanted:
        raise ValueError(
            f"probs_seq must have {wanted} classes, as the alphabet and the blank want. Received: {classes}"
        )
    if not BLANK_IS_LAST <= blank_id < classes:
        raise ValueError(f"blank_id must be from -1 to {classes - 1}. Received: {blank_id}")
    return blank_id % classes


def _spelling(alphabet: Alphabet, scorer: Scorer | None, left_out: set[int]) -> tuple[Alphabet, list[int]]:
    """The alphabet to decode with, and for each of its labels the class (or -1: none)."""
    kept = {
        alphabet.DecodeSingle(label): label for label in range(alphabet.GetSize()) if label not in left_out
    }
    if scorer is not None:
        if scorer.alphabet is None:
            raise ValueError("scorer must be initialized. Received: an empty one")
        spelling = scorer.alphabet
    else:
        data = struct.pack("<H", len(kept))
        for index, text in enumerate(kept):
            label = text.encode("utf-8")
            data += struct.pack("<HH", index, len(label)) + label
        spelling = Alphabet()
        spelling.Deserialize(data)
    return spelling, [kept.get(spelling.DecodeSingle(label), -1) for label in range(spelling.GetSize())]
