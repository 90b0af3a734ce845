"""The decoding functions of ds_ctcdecoder 0.9.3, whose results are pairs of confidence and text.

They are those of Coqui STT without the tokens and times. New code calls `decode`.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import ParamSpec

import numpy.typing as npt

from ds_ctcdecoder import coqui
from ds_ctcdecoder.alphabet import Alphabet
from ds_ctcdecoder.options import NO_HOT_WORDS, DecoderOptions, HotWords
from ds_ctcdecoder.scorer import Scorer
from ds_ctcdecoder.search import DecodeResult, Output, decode_labels

_P = ParamSpec("_P")
Pairs = list[tuple[float, str]]


def _of_one(function: Callable[_P, list[DecodeResult]]) -> Callable[_P, Pairs]:
    @functools.wraps(function)
    def pairs(*args: _P.args, **kwargs: _P.kwargs) -> Pairs:
        return [result[:2] for result in function(*args, **kwargs)]

    return pairs


def _of_batch(function: Callable[_P, list[list[DecodeResult]]]) -> Callable[_P, list[Pairs]]:
    @functools.wraps(function)
    def pairs(*args: _P.args, **kwargs: _P.kwargs) -> list[Pairs]:
        return [[result[:2] for result in results] for results in function(*args, **kwargs)]

    return pairs


ctc_beam_search_decoder = _of_one(coqui.ctc_beam_search_decoder)
ctc_beam_search_decoder_batch = _of_batch(coqui.ctc_beam_search_decoder_batch)


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
    """Labels and their frames of a batch, `(batch, frames, classes)`, without text."""
    rest = (cutoff_prob, cutoff_top_n, scorer, hot_words, num_results, num_threads)
    options = DecoderOptions(beam_size, *rest)
    return decode_labels(probs_seq, seq_lengths, alphabet, options)
