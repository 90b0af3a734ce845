"""One pass over a data set: training with intermediate checkpoints, or validation."""

from __future__ import annotations

import logging
import math
import time
from collections.abc import Callable, Sequence
from dataclasses import astuple, dataclass

import numpy as np
from numpy.typing import NDArray

from deepspeech_tf.checkpoint.progress import Progress
from deepspeech_tf.data.batch import Batch
from deepspeech_tf.data.dataset import Dataset
from deepspeech_tf.errors import TrainingError
from deepspeech_tf.events import Callback, Phase, phase_of, silent
from deepspeech_tf.fit.parts import own_part
from deepspeech_tf.fit.step import EvalStep, TrainStep
from deepspeech_tf.fit.summaries import Summaries
from deepspeech_tf.text.error_counter import ErrorCounter

log = logging.getLogger(__name__)

# Transcripts from probabilities (B, rows, C) and the rows of each utterance (B,).
Transcribe = Callable[[NDArray[np.float32], NDArray[np.int32]], Sequence[str]]


def train_epoch(
    step: TrainStep,
    dataset: Dataset,
    progress: Progress,
    on_step: Callable[[float, Progress], None],
    callback: Callback = silent,
) -> Progress:
    """Train the rest of epoch `progress.epoch`; `on_step` gets each batch's loss and the new progress.

    Raises:
        TrainingError: if no batch has a finite loss.
    """
    with phase_of(callback, "training", dataset.num_batches, progress.epoch) as line:
        if progress.batch:  # resumed inside the epoch
            line.update(progress.batch, progress.mean_loss)
        for batch in dataset.batches(progress.epoch, start=progress.batch):
            loss, skipped = mean_finite_loss(batch, step(batch))
            progress = progress.after_batch(loss, skipped)
            line.update(progress.batch, progress.mean_loss)
            on_step(loss, progress)
    if progress.skipped:
        log.warning(
            "Epoch %d: %d utterances have no finite loss and were skipped", progress.epoch, progress.skipped
        )
    if progress.lost_batches == progress.batch:
        raise TrainingError(
            f"epoch {progress.epoch}: the loss of every batch is infinite or NaN: expected a smaller "
            "learning_rate, or clip_norm",
            {name: f"OptimizerConfig.{name}" for name in ("learning_rate", "clip_norm")},
        )
    return progress


def validate(
    step: EvalStep,
    datasets: Sequence[tuple[str, Dataset]],
    epoch: int,
    global_step: int,
    summaries: Summaries,
    *,
    kind: str,
    callback: Callback = silent,
    transcribe: Transcribe | None = None,
) -> float:
    """Mean of the finite batch losses over all of `datasets`, shown for each; `kind` is dev or metrics.

    With `transcribe`, the error rates of each set are logged and summarised as well; each worker decodes its
    own rows.
    """
    phase: Phase = "metrics" if kind == "metrics" else "validation"
    of_all = _Losses()
    for name, dataset in datasets:
        of_set = _Losses()
        errors = ErrorCounter()
        with phase_of(callback, phase, dataset.num_batches, epoch, name) as line:
            for batch in dataset.batches(0):
                losses, probs, lengths = step(batch)
                loss, skipped = mean_finite_loss(batch, losses)
                of_all.add(loss, skipped)
                of_set.add(loss, skipped)
                line.update(of_set.batches, of_set.mean)
                summaries.scalar(kind, "step_loss", loss, global_step)
                own = own_part(batch, step.replicas)
                if transcribe is not None and own.ids:
                    texts = transcribe(probs, lengths)
                    for reference, text, frames in zip(
                        own.transcripts, texts, own.feature_lengths, strict=True
                    ):
                        if frames:  # else the audio cannot be read any more
                            errors.add(reference, text)
        if transcribe is not None:
            errors = ErrorCounter(*(int(count) for count in step.replicas.total(astuple(errors))))
            log.info(
                "%s epoch %d on %s - WER: %f, CER: %f", phase.title(), epoch, name, errors.wer, errors.cer
            )
            summaries.scalar(kind, "wer", errors.wer, global_step)
        if of_set.skipped:
            log.warning("%s: %d utterances have no finite loss and do not count", name, of_set.skipped)
    return of_all.mean


@dataclass
class _Losses:
    """Losses of the batches of one or several sets."""

    total: float = 0.0  # of those that are finite
    batches: int = 0
    lost_batches: int = 0  # without a finite one
    skipped: int = 0  # utterances without a finite one

    def add(self, loss: float, skipped: int) -> None:
        """Adds a batch: its mean loss, infinite if `skipped` are all of its utterances."""
        self.batches += 1
        self.skipped += skipped
        if math.isfinite(loss):
            self.total += loss
        else:
            self.lost_batches += 1

    @property
    def mean(self) -> float:
        """Mean of the finite losses; infinite if there is none."""
        counted = self.batches - self.lost_batches
        return self.total / counted if counted else math.inf


class EpochClock:
    """Seconds since the last checkpoint and since the epoch began."""

    def __init__(self) -> None:
        self.epoch_began = self.saved = time.monotonic()

    def start_epoch(self) -> None:
        self.epoch_began = self.saved = time.monotonic()

    def epoch_seconds(self) -> float:
        return time.monotonic() - self.epoch_began

    def due(self, checkpoint_secs: float) -> bool:
        """Whether more than `checkpoint_secs` passed since the last checkpoint (never, if not positive)."""
        if checkpoint_secs <= 0 or time.monotonic() - self.saved < checkpoint_secs:
            return False
        self.saved = time.monotonic()
        return True


def mean_finite_loss(batch: Batch, losses: NDArray[np.float32]) -> tuple[float, int]:
    """Mean over the batch, and how many have no finite loss: they are named in the log and left out."""
    finite = np.isfinite(losses)
    unexplained = ~finite & (batch.feature_lengths > 0)  # the others were named when they could not be read
    if unexplained.any():
        names = ", ".join(np.asarray(batch.ids)[unexplained])
        log.error("The following files caused an infinite (or NaN) loss: %s", names)
    mean = float(losses[finite].mean()) if finite.any() else math.inf
    return mean, int((~finite).sum())
