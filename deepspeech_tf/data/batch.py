"""Pads utterances of different lengths into arrays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt


@dataclass(frozen=True)
class Batch:
    """B utterances, padded on the right with zeros to the longest of them."""

    ids: list[str]  # audio files
    features: npt.NDArray[np.float32]  # (B, T, n_features)
    feature_lengths: npt.NDArray[np.int32]  # (B,), frames; 0: the audio cannot be read any more
    labels: npt.NDArray[np.int32]  # (B, U)
    label_lengths: npt.NDArray[np.int32]  # (B,)
    transcripts: list[str]


def make_batch(
    ids: Sequence[str],
    features: Sequence[npt.NDArray[np.float32]],
    labels: Sequence[npt.NDArray[np.int32]],
    transcripts: Sequence[str],
    frames_multiple: int = 1,
) -> Batch:
    """Pads utterances into one batch.

    Args:
        ids: audio file of each utterance.
        features: frames of each utterance, `(frames, n_features)`.
        labels: label indices of each utterance, `(labels,)`.
        transcripts: text of each utterance.
        frames_multiple: T is rounded up to a multiple of this, so that fewer different shapes occur.
    """
    feature_lengths = np.array([len(frames) for frames in features], np.int32)
    label_lengths = np.array([len(indices) for indices in labels], np.int32)
    longest = -(-max(1, int(feature_lengths.max())) // frames_multiple) * frames_multiple
    padded = np.zeros((len(features), longest, features[0].shape[1]), np.float32)
    padded_labels = np.zeros((len(labels), int(label_lengths.max())), np.int32)
    for row, (frames, indices) in enumerate(zip(features, labels, strict=True)):
        padded[row, : len(frames)] = frames
        padded_labels[row, : len(indices)] = indices
    return Batch(list(ids), padded, feature_lengths, padded_labels, label_lengths, list(transcripts))
