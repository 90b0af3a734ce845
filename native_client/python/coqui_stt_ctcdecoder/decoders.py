"""The decoding functions of Coqui STT 1.4, whose results have tokens and times."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from ds_ctcdecoder import Alphabet, DecodeResult, DecoderOptions, Scorer
from ds_ctcdecoder.arguments import as_array, as_count
from ds_ctcdecoder.options import NO_HOT_WORDS, HotWords
from ds_ctcdecoder.search import decode_labels, with_text

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
) -> list[DecodeResult]:
    """Decodes one utterance, softmax outputs `(frames, classes)`; its hypotheses, best first.

    Raises:
        TypeError, ValueError: as `ds_ctcdecoder.decode`.
    """
    probs = as_array("probs_seq", probs_seq)
    if probs.ndim != 2:
        raise ValueError(f"probs_seq must have the shape (frames, classes). Received: {probs.shape}")
    options = DecoderOptions(beam_size, cutoff_prob, cutoff_top_n, scorer, hot_words, num_results)
    decoded = decode_labels(probs[np.newaxis], [len(probs)], alphabet, options, _CALLER)
    return with_text(decoded, alphabet)[0]


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
    """Decodes a batch, `(batch, frames, classes)`, in `num_processes` threads.

    Raises:
        TypeError, ValueError: as `ds_ctcdecoder.decode`.
    """
    as_count("num_processes", num_processes)
    rest = (cutoff_prob, cutoff_top_n, scorer, hot_words, num_results, num_processes)
    options = DecoderOptions(beam_size, *rest)
    return with_text(decode_labels(probs_seq, seq_lengths, alphabet, options, _CALLER), alphabet)
