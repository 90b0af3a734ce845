"""Checks before the first epoch how many of the longest utterances fit into memory."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence

import numpy as np
import tensorflow as tf

from deepspeech_tf.checkpoint.description import ModelDescription
from deepspeech_tf.config import TrainingConfig, TrainingData
from deepspeech_tf.data.check import durations_s
from deepspeech_tf.data.utterance import Utterance
from deepspeech_tf.errors import TrainingError
from deepspeech_tf.fit.batch_memory import BatchMemory, find_largest_batch, longest_batch
from deepspeech_tf.fit.step import TrainStep

log = logging.getLogger(__name__)


def require_fitting_batch(
    data: TrainingData,
    config: TrainingConfig,
    step: TrainStep,
    utterances: Sequence[Utterance],
    model: ModelDescription,
) -> None:
    """A dry run with the longest utterances, if there is a GPU or `config` requests it.

    Raises:
        TrainingError: naming the largest size, if batches of the requested size do not fit.
    """
    on_gpu = bool(tf.config.list_physical_devices("GPU"))
    if config.skip_batch_test or not (on_gpu or config.find_batch_size):
        return
    seconds = durations_s(utterances)
    longest = utterances[int(np.argmax(seconds))]
    features = model.features
    frames = max(features.frames(round(float(seconds.max()) * features.sample_rate_hz)), 1)
    labels = len(model.alphabet.encode(longest.transcript))

    def run(size: int) -> None:
        step.dry_run(longest_batch(size, frames, labels, features.n_features, len(model.alphabet)))

    batch_size = config.train_batch_size
    if data.batch_seconds:
        batch_size = max(1, int(data.batch_seconds / float(seconds.max())))
    if config.find_batch_size:
        found = find_largest_batch(run, on_gpu=on_gpu)
        log.info("%s", _found_text(found, float(seconds.max())))
        fits = batch_size <= found.largest
        largest = f" at most {found.largest}"
    else:
        fits, largest = _fits(run, batch_size), " smaller (find_batch_size tells)"
    if not fits:
        raise TrainingError(
            f"{batch_size} utterances as long as the longest ({seconds.max():.1f} s, {longest.where}) do not "
            f"fit into memory: train_batch_size must be{largest}, or batch_seconds must be less",
            {
                "train_batch_size": "TrainingConfig.train_batch_size",
                "find_batch_size": "TrainingConfig.find_batch_size",
                "batch_seconds": "TrainingData.batch_seconds",
            },
        )


def _fits(run: Callable[[int], None], size: int) -> bool:
    try:
        run(size)
    except tf.errors.ResourceExhaustedError:
        return False
    return True


def _found_text(found: BatchMemory, seconds: float) -> str:
    text = f"Of the longest utterances ({seconds:.1f} s) a batch of {found.largest} fits into memory"
    if found.bytes_per_utterance:
        text += (
            f": each takes {found.bytes_per_utterance / 2**20:.0f} MiB, "
            f"{found.free_bytes / 2**30:.1f} GiB are free"
        )
    return text
