"""Splits a batch among replicas, and combines their losses."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import tensorflow as tf

from deepspeech_tf.data.batch import Batch
from deepspeech_tf.fit.replicas import Replicas
from deepspeech_tf.model.encoder import Encoder


def part_signature(model: Encoder, replicas: Replicas) -> list[Any]:
    """Types of the parts, with any B, T and U, so that one trace serves batches of all shapes."""
    part = (
        tf.TensorSpec([None, None, model.config.n_features], tf.float32),
        tf.TensorSpec([None], tf.int32),
        tf.TensorSpec([None, None], tf.int32),
        tf.TensorSpec([None], tf.int32),
        tf.TensorSpec([3], tf.int32),
    )
    return [[part for _ in replicas.local]]


def parts_of(batch: Batch, replicas: Replicas) -> list[tuple[Any, ...]]:
    """For each replica of this process: its features, feature lengths, labels, label lengths, and place.

    The place consists of the first row, the number of rows, and the number of rows of the whole batch. A
    replica without a row gets a dummy row that does not count, so that no operation has to handle empty
    batches.
    """
    size = len(batch.ids)
    parts = []
    for replica in replicas.local:
        rows = replicas.rows(size, replica)
        kept = slice(rows.start, rows.stop) if rows else slice(0, 1)
        frames = int(batch.feature_lengths[kept].max()) if replicas.count > 1 else batch.features.shape[1]
        arrays: tuple[npt.NDArray[Any], ...] = (
            batch.features[kept, : max(frames, 1)],
            batch.feature_lengths[kept],
            batch.labels[kept],
            batch.label_lengths[kept],
            np.array([rows.start, len(rows), size], np.int32),
        )
        parts.append(tuple(tf.convert_to_tensor(array) for array in arrays))
    return parts


def own_part(batch: Batch, replicas: Replicas) -> Batch:
    """The rows of `batch` that belong to this process; possibly none."""
    if replicas.workers == 1:
        return batch
    own = replicas.own_rows(len(batch.ids))
    kept = slice(own.start, own.stop)
    return Batch(
        batch.ids[kept],
        batch.features[kept],
        batch.feature_lengths[kept],
        batch.labels[kept],
        batch.label_lengths[kept],
        batch.transcripts[kept],
    )


def gathered(losses: Any, place: Any, replicas: Replicas) -> Any:
    """Losses `(B,)` of the whole batch on every replica, from the losses of the rows of each."""
    if replicas.count == 1:
        return losses
    first, rows, size = place[0], place[1], place[2]
    return replicas.sum(tf.pad(losses, [[first, size - first - rows]]))
