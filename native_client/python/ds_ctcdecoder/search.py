"""CTC beam search over the outputs of an acoustic model."""

from __future__ import annotations

import ctypes
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from ds_ctcdecoder._declarations import Hypothesis, error_text, library
from ds_ctcdecoder.alphabet import Alphabet
from ds_ctcdecoder.arguments import as_array, as_instance
from ds_ctcdecoder.errors import DS_ERR_INVALID_SHAPE
from ds_ctcdecoder.options import DecoderOptions
from ds_ctcdecoder.probabilities import as_lengths, check_lengths, check_probabilities


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


def decode(
    probs_seq: npt.ArrayLike, seq_lengths: npt.ArrayLike, alphabet: Alphabet, options: DecoderOptions
) -> list[list[DecodeResult]]:
    """Decodes a batch of utterances.

    Args:
        probs_seq: softmax outputs, `(batch, frames, classes)`, blank last.
        seq_lengths: frames of each utterance, `(batch,)`.
        alphabet: its labels are the classes but the blank.
        options: how to decode.

    Returns:
        For each utterance up to `options.num_results` hypotheses, best first.

    Raises:
        TypeError: if an argument has the wrong type.
        ValueError: if the shapes do not fit, or a frame does not hold probabilities: finite, from 0 to 1,
            with a sum near 1. Logits and log-probabilities are not probabilities.

    Warns:
        DecoderWarning: if hot words have no effect.
    """
    return with_text(decode_labels(probs_seq, seq_lengths, alphabet, options), alphabet)


def decode_labels(
    probs_seq: npt.ArrayLike,
    seq_lengths: npt.ArrayLike,
    alphabet: Alphabet,
    options: DecoderOptions,
) -> list[list[Output]]:
    """`decode` without the text; same arguments, errors and warnings."""
    as_instance("alphabet", Alphabet, alphabet)
    as_instance("options", DecoderOptions, options)
    probs = as_array("probs_seq", probs_seq)
    lengths = as_lengths(seq_lengths)
    check_lengths(probs, lengths)
    if probs.shape[2] == alphabet.GetSize() + 1:  # otherwise the native code reports this
        check_probabilities(probs, lengths, "softmax outputs")
    options.warn_of_hot_words()
    return run_decoder(probs, lengths, alphabet, options)


def with_text(decoded: list[list[Output]], alphabet: Alphabet) -> list[list[DecodeResult]]:
    """Hypotheses with their texts."""
    return [
        [DecodeResult(o.confidence, alphabet.Decode(o.tokens), o.tokens, o.timesteps) for o in outputs]
        for outputs in decoded
    ]


def run_decoder(
    probs: npt.NDArray[np.float64],
    lengths: npt.NDArray[np.int32],
    alphabet: Alphabet,
    options: DecoderOptions,
) -> list[list[Output]]:
    """`decode_labels` of checked inputs."""
    batch, frames, classes = probs.shape
    results = ctypes.c_void_p()
    error = library.DsCtc_DecodeBatch(
        probs.ctypes.data_as(ctypes.POINTER(ctypes.c_double)),
        lengths.ctypes.data_as(ctypes.POINTER(ctypes.c_int32)),
        batch,
        frames,
        classes,
        alphabet.handle,
        options.scorer.handle if options.scorer is not None else None,
        ctypes.byref(options.native()),
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


def _output(results: ctypes.c_void_p, utterance: int, rank: int) -> Output:
    hypothesis = Hypothesis()
    library.DsCtc_ResultsGet(results, utterance, rank, ctypes.byref(hypothesis))
    count = hypothesis.num_tokens
    return Output(hypothesis.confidence, hypothesis.tokens[:count], hypothesis.timesteps[:count])
