"""The functions of ds_ctcdecoder 0.9.3 and of Coqui's, with their arguments; see `DecoderOptions` for these.

Each function makes the options of its arguments. New code calls `decode` and `decode_wav2vec2`.
"""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
import numpy.typing as npt

from ds_ctcdecoder.alphabet import Alphabet
from ds_ctcdecoder.arguments import as_array, as_count
from ds_ctcdecoder.options import NO_HOT_WORDS, DecoderOptions, HotWords
from ds_ctcdecoder.scorer import Scorer
from ds_ctcdecoder.search import DecodeResult, Output, decode_labels, with_text
from ds_ctcdecoder.wav2vec2 import BLANK_IS_LAST, decode_wav2vec2

_CALLER = 2  # stack level of the code that calls a function of this module


def ctc_beam_search_decoder(
    probs_seq: npt.ArrayLike,
    alphabet: Alphabet,
    beam_size: int,
    cutoff_prob: float = 1.0,
    cutoff_top_n: int = 40,
    scorer: Scorer | None = None,
    hot_words: HotWords = NO_HOT_WORDS,
    num_results: int = 1,
) -> list[tuple[float, str]]:
    """Decodes one utterance, softmax outputs `(frames, classes)`, to pairs of confidence and text."""
    options = DecoderOptions(beam_size, cutoff_prob, cutoff_top_n, scorer, hot_words, num_results)
    probs = _one_utterance(probs_seq)
    decoded = decode_labels(probs[np.newaxis], [len(probs)], alphabet, options, _CALLER)
    return _pairs(decoded, alphabet)[0]


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
) -> list[list[tuple[float, str]]]:
    """`decode` in `num_processes` threads; for each utterance its pairs of confidence and text."""
    as_count("num_processes", num_processes)
    rest = (cutoff_prob, cutoff_top_n, scorer, hot_words, num_results, num_processes)
    options = DecoderOptions(beam_size, *rest)
    return _pairs(decode_labels(probs_seq, seq_lengths, alphabet, options, _CALLER), alphabet)


def decode_results(
    probs_seq: npt.ArrayLike,
    seq_lengths: npt.ArrayLike,
    alphabet: Alphabet,
    beam_size: int,
    num_threads: int,
    cutoff_prob: float = 1.0,
    cutoff_top_n: int = 40,
    scorer: Scorer | None = None,
    hot_words: HotWords = NO_HOT_WORDS,
    num_results: int = 1,
) -> list[list[DecodeResult]]:
    """`decode`, with the arguments of `ctc_beam_search_decoder_batch`; the results are those of Coqui."""
    rest = (cutoff_prob, cutoff_top_n, scorer, hot_words, num_results, num_threads)
    options = DecoderOptions(beam_size, *rest)
    return with_text(decode_labels(probs_seq, seq_lengths, alphabet, options, _CALLER), alphabet)


def decode_batch(
    probs_seq: npt.ArrayLike,
    seq_lengths: npt.ArrayLike,
    alphabet: Alphabet,
    beam_size: int,
    num_threads: int,
    cutoff_prob: float = 1.0,
    cutoff_top_n: int = 40,
    scorer: Scorer | None = None,
    hot_words: HotWords = NO_HOT_WORDS,
    num_results: int = 1,
) -> list[list[Output]]:
    """`decode_results` with labels and their frames, without text."""
    rest = (cutoff_prob, cutoff_top_n, scorer, hot_words, num_results, num_threads)
    options = DecoderOptions(beam_size, *rest)
    return decode_labels(probs_seq, seq_lengths, alphabet, options, _CALLER)


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
    return decode_wav2vec2(logits, lengths, alphabet, options, blank_id, ignored_symbols, _CALLER)[0]


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
    return decode_wav2vec2(probs_seq, seq_lengths, alphabet, options, blank_id, ignored_symbols, _CALLER)


def _one_utterance(probs_seq: npt.ArrayLike) -> npt.NDArray[np.float64]:
    probs = as_array("probs_seq", probs_seq)
    if probs.ndim != 2:
        raise ValueError(f"probs_seq must have the shape (frames, classes). Received: {probs.shape}")
    return probs


def _pairs(decoded: list[list[Output]], alphabet: Alphabet) -> list[list[tuple[float, str]]]:
    return [[(o.confidence, alphabet.Decode(o.tokens)) for o in outputs] for outputs in decoded]
