"""What comes in: probabilities, lengths, options and hot words, refused where they would make up text."""

from __future__ import annotations

import ctypes
import math
import warnings
from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from ds_ctcdecoder._declarations import Row, library
from ds_ctcdecoder.scorer import DecoderWarning, Scorer

HotWords = Mapping[str, float] | Mapping[bytes, float]  # 0.9.3 took bytes only
NO_HOT_WORDS: HotWords = {}
LARGEST_BOOST = 1e9  # as in the native library


def check_probabilities(probs: npt.NDArray[np.float64], lengths: npt.NDArray[np.int32], wanted: str) -> None:
    """Checks that frames hold probabilities, as far as the lengths say.

    Args:
        probs: `(batch, frames, classes)`, without gaps.
        lengths: `(batch,)`; frames beyond them may hold anything.
        wanted: what the caller was given, for the message.

    Raises:
        ValueError: unless each frame is finite, from 0 to 1, with a sum near 1 (0.95 to 1.05: softmax outputs
            that went through 16-bit or 8-bit numbers).
    """
    row = Row()
    batch, frames, classes = probs.shape
    if not library.DsCtc_CheckProbabilities(
        probs.ctypes.data_as(ctypes.POINTER(ctypes.c_double)),
        lengths.ctypes.data_as(ctypes.POINTER(ctypes.c_int32)),
        batch,
        frames,
        classes,
        ctypes.byref(row),
    ):
        return
    raise ValueError(
        f"probs_seq must hold {wanted}: in each frame finite values from 0 to 1 with a sum near 1. Received: "
        f"utterance {row.utterance}, frame {row.frame}: {_describe(row)}"
    )


def _describe(row: Row) -> str:
    if math.isnan(row.sum):
        return "NaN"
    text = f"values from {row.lowest:.6g} to {row.highest:.6g} with the sum {row.sum:.6g}"
    if math.isinf(row.sum):
        return text
    if row.highest <= 0 and row.lowest < 0:
        return f"{text} (log-probabilities?)"
    if row.lowest < 0:
        return f"{text} (logits?)"
    if row.sum == 0:
        return f"{text} (padding that seq_lengths counts?)"
    return text


def as_lengths(seq_lengths: npt.ArrayLike) -> npt.NDArray[np.int32]:
    """Numbers of frames as the native code takes them.

    Raises:
        ValueError: if they are no whole numbers, or too large.
    """
    given = np.asarray(seq_lengths)
    if given.size and given.dtype.kind not in "iuf":
        raise ValueError(f"seq_lengths must be whole numbers. Received: {given.dtype}")
    if given.size and not (np.abs(given) < 2**31).all():
        raise ValueError(f"seq_lengths must be numbers of frames. Received: {given.tolist()}")
    lengths = np.ascontiguousarray(given, np.int32)
    if not (lengths == given).all():
        raise ValueError(f"seq_lengths must be whole numbers. Received: {given.tolist()}")
    return lengths


def check_options(
    probs: npt.NDArray[np.float64],
    lengths: npt.NDArray[np.int32],
    counts: Mapping[str, int],
    cutoff_prob: float,
    scorer: Scorer | None,
) -> None:
    """Checks shapes and numbers.

    Raises:
        ValueError: naming the argument that cannot be used.
    """
    if probs.ndim != 3:
        raise ValueError(f"probs_seq must have the shape (batch, frames, classes). Received: {probs.shape}")
    if lengths.shape != probs.shape[:1]:
        raise ValueError(f"seq_lengths must have the shape ({len(probs)},). Received: {lengths.shape}")
    if lengths.size and not (lengths.min() >= 0 and lengths.max() <= probs.shape[1]):
        raise ValueError(
            f"seq_lengths must be from 0 to {probs.shape[1]}. Received: {lengths.min()} to {lengths.max()}"
        )
    for name, value in counts.items():
        if not 0 < value < 2**31:
            raise ValueError(f"{name} must be greater than 0. Received: {value}")
    if not 0 <= cutoff_prob <= 1:
        raise ValueError(f"cutoff_prob must be from 0 to 1. Received: {cutoff_prob}")
    if scorer is not None:
        _ = scorer.handle  # of an empty one there is none


def check_hot_words(hot_words: HotWords, scorer: Scorer | None) -> None:
    """Checks that boosts are numbers, and says which cannot change anything, as 0.9.3 took all of them.

    Raises:
        ValueError: for a boost that is no number from -1e9 to 1e9.

    Warns:
        DecoderWarning: without a scorer; for words that its dictionary lacks, or that are empty, have a
            space, or a letter that the alphabet lacks.
    """
    for word, boost in hot_words.items():
        if not abs(boost) <= LARGEST_BOOST:
            raise ValueError(
                f"the boost of hot word {word!r} must be a number from -1e9 to 1e9. Received: {boost}"
            )
        if scorer is None:
            continue
        if reason := scorer.why_hot_word_has_no_effect(word):
            warnings.warn(f"hot word {word!r} has no effect: {reason}", DecoderWarning, stacklevel=4)
    if hot_words and scorer is None:
        warnings.warn("hot_words have no effect without a scorer", DecoderWarning, stacklevel=4)
