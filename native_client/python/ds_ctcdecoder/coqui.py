"""The decoding functions of Coqui STT 1.4, whose results have tokens and times; see `DecoderOptions`.

Errors and warnings are those of `decode` and `decode_wav2vec2`, which new code calls.
"""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
import numpy.typing as npt

from ds_ctcdecoder.alphabet import Alphabet
from ds_ctcdecoder.arguments import as_array, as_count
from ds_ctcdecoder.options import NO_HOT_WORDS, DecoderOptions, HotWords
from ds_ctcdecoder.scorer import Scorer
from ds_ctcdecoder.search import DecodeResult, decode
from ds_ctcdecoder.wav2vec2 import BLANK_IS_LAST, decode_wav2vec2


def ctc_beam_search_decoder(
    probs_seq: npt.ArrayLike,
    alphabet: Alphabet,
    beam_size: int,
    cutoff_prob: float = 1.0,
    cutoff_top_n: int = 40,
    scorer: Scorer | None = None,
    hot_words: HotWords = NO_HOT_WORDS,
    num_results: int = 1,
) -> list[DecodeResult]:
    """Decodes one utterance, softmax outputs `(frames, classes)`; its hypotheses, best first."""
    options = DecoderOptions(beam_size, cutoff_prob, cutoff_top_n, scorer, hot_words, num_results)
    probs = _one_utterance(probs_seq)
    return decode(probs[np.newaxis], [len(probs)], alphabet, options)[0]


def ctc_beam_search_decoder_batch(
    probs_seq: npt.ArrayLike,
    seq_lengths: npt.ArrayLike,
    alphabet: Alphabet,
    beam_size: int,
    num_processes: int,
    cutoff_prob: float = 1.0,
    cutoff_top_n: int = 40,
    scorer: Scorer | None = None,
    hot_words: HotWords = NO_HOT_WORDS,
    num_results: int = 1,
) -> list[list[DecodeResult]]:
    """Decodes a batch, `(batch, frames, classes)`, in `num_processes` threads."""
    as_count("num_processes", num_processes)
    rest = (cutoff_prob, cutoff_top_n, scorer, hot_words, num_results, num_processes)
    options = DecoderOptions(beam_size, *rest)
    return decode(probs_seq, seq_lengths, alphabet, options)


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
    """`decode_wav2vec2` of one utterance, natural logarithms of softmax outputs `(frames, classes)`."""
    options = DecoderOptions(beam_size, cutoff_prob, cutoff_top_n, scorer, hot_words, num_results)
    logits = _one_utterance(probs_seq)[np.newaxis]
    lengths = [logits.shape[1]]
    return decode_wav2vec2(logits, lengths, alphabet, options, blank_id, ignored_symbols)[0]


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
    """`decode_wav2vec2` in `num_threads` threads."""
    rest = (cutoff_prob, cutoff_top_n, scorer, hot_words, num_results, num_threads)
    options = DecoderOptions(beam_size, *rest)
    return decode_wav2vec2(probs_seq, seq_lengths, alphabet, options, blank_id, ignored_symbols)


def _one_utterance(probs_seq: npt.ArrayLike) -> npt.NDArray[np.float64]:
    probs = as_array("probs_seq", probs_seq)
    if probs.ndim != 2:
        raise ValueError(f"probs_seq must have the shape (frames, classes). Received: {probs.shape}")
    return probs
