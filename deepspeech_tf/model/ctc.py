"""CTC loss (Graves et al. 2006) with the blank last, one value per utterance."""

from __future__ import annotations

from typing import Any

import tensorflow as tf


def ctc_loss(logits: Any, logit_lengths: Any, labels: Any, label_lengths: Any) -> Any:
    """Negative log probability of each utterance's labels, not normalized by length.

    An utterance with fewer frames than its labels (and a blank between equal neighbours) need has loss inf.
    The gradient of an utterance whose loss is not finite is zero.

    Args:
        logits: `(B, T, C)`, before the softmax; class C - 1 is the blank.
        logit_lengths: frames of each utterance, `(B,)` int32.
        labels: `(B, U)` int32, padded on the right.
        label_lengths: `(B,)` int32.

    Returns:
        `(B,)` float32.
    """
    logits = tf.transpose(logits, [1, 0, 2])  # time first, as the operation requires
    possible = _frames_needed(labels, label_lengths) <= logit_lengths
    empty = label_lengths == 0
    # The operation fails for empty or impossible utterances, so it gets one label for them.
    labels = tf.pad(labels, [[0, 0], [0, 1]])
    lengths = tf.where(tf.logical_and(possible, tf.logical_not(empty)), label_lengths, 1)
    mask = tf.sequence_mask(lengths, tf.shape(labels)[1])
    losses = _loss(logits, tf.where(mask), tf.boolean_mask(labels, mask), tf.maximum(logit_lengths, 1))
    losses = tf.cond(
        tf.reduce_any(empty),
        lambda: tf.where(empty, _loss_of_silence(logits, logit_lengths), losses),
        lambda: losses,
    )
    return tf.where(possible, losses, float("inf"))


def _loss_of_silence(logits: Any, logit_lengths: Any) -> Any:
    """Loss of an empty transcript, `(B,)`: every frame is a blank."""
    blank = tf.nn.log_softmax(logits)[:, :, -1]
    inside = tf.transpose(tf.sequence_mask(logit_lengths, tf.shape(logits)[0]))
    return -tf.reduce_sum(tf.where(inside, blank, 0.0), axis=0)


def _frames_needed(labels: Any, label_lengths: Any) -> Any:
    """Number of labels plus a blank between every two equal neighbours: `(B,)` int32."""
    inside = tf.sequence_mask(label_lengths - 1, tf.maximum(tf.shape(labels)[1] - 1, 0))
    repeats = tf.logical_and(labels[:, 1:] == labels[:, :-1], inside)
    return label_lengths + tf.reduce_sum(tf.cast(repeats, tf.int32), axis=1)


@tf.custom_gradient  # type: ignore[untyped-decorator, unused-ignore]
def _loss(logits: Any, indices: Any, values: Any, lengths: Any) -> Any:
    """Loss of labels given as the parts of a sparse tensor; no gradient flows from losses of inf or NaN."""
    losses, d_logits = tf.raw_ops.CTCLoss(
        inputs=logits,
        labels_indices=indices,
        labels_values=values,
        sequence_length=lengths,
        preprocess_collapse_repeated=False,
        ctc_merge_repeated=True,
        ignore_longer_outputs_than_inputs=False,
    )

    def gradient(d_losses: Any) -> tuple[Any, None, None, None]:
        finite = tf.math.is_finite(losses)[tf.newaxis, :, tf.newaxis]
        return tf.where(finite, d_logits * d_losses[tf.newaxis, :, tf.newaxis], 0.0), None, None, None

    return losses, gradient
