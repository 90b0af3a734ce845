"""CTC beam search over the outputs of an acoustic model."""

from __future__ import annotations

import ctypes
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from ds_ctcdecoder._declarations import Hypothesis, Options, error_text, library
from ds_ctcdecoder.alphabet import Alphabet
from ds_ctcdecoder.errors import DS_ERR_INVALID_SHAPE
from ds_ctcdecoder.probabilities import (
    NO_HOT_WORDS,
    HotWords,
    as_lengths,
    check_hot_words,
    check_options,
    check_probabilities,
)
from ds_ctcdecoder.scorer import Scorer


class Output(NamedTuple):
    """One hypothesis: natural-log confidence, labels `(tokens,)`, frame of emission of each `(tokens,)`."""

    confidence: float
    tokens: list[int]
    timesteps: list[int]


class DecodeResult(NamedTuple):
    """One hypothesis with the names of coqui_stt_ctcdecoder; index 1 is the text as in 0.9.3."""

    confidence: float
    transcript: str
    tokens: list[int]
    timesteps: list[int]


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
    """Decodes one utterance.

    Args:
        probs_seq: softmax outputs, `(frames, classes)`, blank last.
        alphabet: its labels are the classes but the blank.
        beam_size: hypotheses kept after each frame.
        cutoff_prob: below 1: only the likeliest classes that together reach it are tried.
        cutoff_top_n: at most so many classes, but only where `cutoff_prob` is below 1.
        scorer: external scorer.
        hot_words: words and what is added to their language model score.
        num_results: hypotheses wanted.

    Returns:
        Up to `num_results` pairs of confidence and text, best first.

    Raises:
        ValueError: if an argument is out of range, the shapes do not fit, or a frame does not hold
            probabilities: finite, from 0 to 1, with a sum near 1. Logits and log-probabilities are none.

    Warns:
        DecoderWarning: if hot words have no effect.
    """
    probs = np.asarray(probs_seq, np.float64)
    if probs.ndim != 2:
        raise ValueError(f"probs_seq must have the shape (frames, classes). Received: {probs.shape}")
    decoded = decode_batch(
        probs[np.newaxis],
        [len(probs)],
        alphabet,
        beam_size,
        1,
        cutoff_prob,
        cutoff_top_n,
        scorer,
        hot_words,
        num_results,
    )
    return [(output.confidence, alphabet.Decode(output.tokens)) for output in decoded[0]]


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
    """Decodes utterances in `num_processes` threads; see `ctc_beam_search_decoder`.

    Args:
        probs_seq: softmax outputs, `(batch, frames, classes)`.
        seq_lengths: frames of each utterance, `(batch,)`.

    Returns:
        For each utterance its pairs of confidence and text, best first.
    """
    decoded = decode_batch(
        probs_seq,
        seq_lengths,
        alphabet,
        beam_size,
        num_processes,
        cutoff_prob,
        cutoff_top_n,
        scorer,
        hot_words,
        num_results,
    )
    return [[(o.confidence, alphabet.Decode(o.tokens)) for o in outputs] for outputs in decoded]


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
    """`ctc_beam_search_decoder_batch` with all that is known of each hypothesis, as in Coqui."""
    decoded = decode_batch(
        probs_seq,
        seq_lengths,
        alphabet,
        beam_size,
        num_threads,
        cutoff_prob,
        cutoff_top_n,
        scorer,
        hot_words,
        num_results,
    )
    return [
        [DecodeResult(o.confidence, alphabet.Decode(o.tokens), o.tokens, o.timesteps) for o in outputs]
        for outputs in decoded
    ]


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
    """`ctc_beam_search_decoder_batch` with labels and their frames instead of text."""
    probs = np.ascontiguousarray(probs_seq, np.float64)
    lengths = as_lengths(seq_lengths)
    counts = {
        "beam_size": beam_size,
        "num_processes": num_threads,
        "cutoff_top_n": cutoff_top_n,
        "num_results": num_results,
    }
    check_options(probs, lengths, counts, cutoff_prob, scorer)
    if probs.shape[2] == alphabet.GetSize() + 1:  # else that is what is wrong
        check_probabilities(probs, lengths, "softmax outputs")
    check_hot_words(hot_words, scorer)
    options = make_options(beam_size, cutoff_prob, cutoff_top_n, num_results, num_threads, hot_words)
    return run_decoder(probs, lengths, alphabet, scorer, options)


def run_decoder(
    probs: npt.NDArray[np.float64],
    lengths: npt.NDArray[np.int32],
    alphabet: Alphabet,
    scorer: Scorer | None,
    options: Options,
) -> list[list[Output]]:
    """`decode_batch` of what has been checked."""
    batch, frames, classes = probs.shape
    results = ctypes.c_void_p()
    error = library.DsCtc_DecodeBatch(
        probs.ctypes.data_as(ctypes.POINTER(ctypes.c_double)),
        lengths.ctypes.data_as(ctypes.POINTER(ctypes.c_int32)),
        batch,
        frames,
        classes,
        alphabet.handle,
        scorer.handle if scorer is not None else None,
        ctypes.byref(options),
        ctypes.byref(results),
    )
    if error == DS_ERR_INVALID_SHAPE:
        raise ValueError(
            "Number of output classes in acoustic model does not match number of labels in the alphabet "
            f"file: expected {alphabet.GetSize() + 1} with the blank. Received: {classes}"
        )
    if error != 0:
        raise RuntimeError(f"decoding failed with {error_text(error)}")
    try:
        return [
            [
                _output(results, utterance, rank)
                for rank in range(library.DsCtc_ResultsCount(results, utterance))
            ]
            for utterance in range(batch)
        ]
    finally:
        library.DsCtc_ResultsFree(results)


def make_options(
    beam_size: int,
    cutoff_prob: float,
    cutoff_top_n: int,
    num_results: int,
    num_threads: int,
    hot_words: HotWords,
) -> Options:
    """The options in C; ctypes keeps the arrays alive with them."""
    words = (ctypes.c_char_p * len(hot_words))(
        *[word if isinstance(word, bytes) else word.encode("utf-8") for word in hot_words]
    )
    boosts = (ctypes.c_float * len(hot_words))(*hot_words.values())
    return Options(
        beam_size, cutoff_prob, cutoff_top_n, num_results, num_threads, len(hot_words), words, boosts
    )


def _output(results: ctypes.c_void_p, utterance: int, rank: int) -> Output:
    hypothesis = Hypothesis()
    library.DsCtc_ResultsGet(results, utterance, rank, ctypes.byref(hypothesis))
    count = hypothesis.num_tokens
    return Output(hypothesis.confidence, hypothesis.tokens[:count], hypothesis.timesteps[:count])
