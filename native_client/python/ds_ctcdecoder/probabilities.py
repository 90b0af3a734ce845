"""Checks of the inputs: probabilities and lengths."""

from __future__ import annotations

import ctypes
import math

import numpy as np
import numpy.typing as npt

from ds_ctcdecoder._declarations import Row, library
from ds_ctcdecoder.arguments import quote


def check_probabilities(
    probs: npt.NDArray[np.float64], lengths: npt.NDArray[np.int32], expected: str
) -> None:
    """Checks that the frames within the lengths contain probabilities.

    Args:
        probs: `(batch, frames, classes)`, contiguous.
        lengths: `(batch,)`; later frames are not checked.
        expected: what the values must be, for the message.

    Raises:
        ValueError: unless each frame is finite, from 0 to 1, with a sum near 1 (0.95 to 1.05: softmax outputs
            that were stored as 16-bit or 8-bit numbers).
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
        f"probs_seq must hold {expected}: in each frame finite values from 0 to 1 with a sum near 1. "
        f"Received: utterance {row.utterance}, frame {row.frame}: {_describe(row)}"
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
    """Numbers of frames for the native code.

    Raises:
        ValueError: if they are not integers, or too large.
    """
    try:
        given = np.asarray(seq_lengths)
    except ValueError:
        raise ValueError(
            "seq_lengths must be a list of numbers. Received: lists of different lengths"
        ) from None
    if given.size and given.dtype.kind not in "iuf":
        raise ValueError(f"seq_lengths must be integers. Received: {given.dtype}")
    if given.size and not (np.abs(given) < 2**31).all():
        raise ValueError(f"seq_lengths must be numbers of frames. Received: {quote(given.tolist())}")
    lengths = np.ascontiguousarray(given, np.int32)
    if not (lengths == given).all():
        raise ValueError(f"seq_lengths must be integers. Received: {quote(given.tolist())}")
    return lengths


def check_lengths(probs: npt.NDArray[np.float64], lengths: npt.NDArray[np.int32]) -> None:
    """Checks the shape of a batch, and that there is a length for each utterance.

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
