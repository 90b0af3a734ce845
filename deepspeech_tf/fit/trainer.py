"""The training run: epochs, validation, best model, early stopping, plateaus, checkpoints."""

from __future__ import annotations

import logging
import signal
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from deepspeech_tf.checkpoint.averages import average_names, start_averages
from deepspeech_tf.checkpoint.progress import Progress
from deepspeech_tf.checkpoint.restore import LEARNING_RATE, assign_tensors, load_checkpoint
from deepspeech_tf.checkpoint.state import LAST_STATE, listed_checkpoints
from deepspeech_tf.checkpoint.store import CheckpointStore
from deepspeech_tf.config import TrainingConfig
from deepspeech_tf.data.dataset import Dataset
from deepspeech_tf.events import Callback, CheckpointSaved, EpochEnded, EpochLoss, silent
from deepspeech_tf.fit.epochs import EpochClock, Transcribe, train_epoch, validate
from deepspeech_tf.fit.improvement import judge
from deepspeech_tf.fit.interruption import DeferredSignals, Interrupted
from deepspeech_tf.fit.loss_curve import LossCurve
from deepspeech_tf.fit.replicas import Replicas
from deepspeech_tf.fit.step import EvalStep, TrainStep
from deepspeech_tf.fit.summaries import Summaries

log = logging.getLogger(__name__)

GLOBAL_STEP = "global_step"


@dataclass(frozen=True)
class TrainingSets:
    """The training set, and the named sets for validation and further metrics."""

    train: Dataset
    dev: Sequence[tuple[str, Dataset]]
    metrics: Sequence[tuple[str, Dataset]]


class Trainer:
    """Runs epochs from `progress` on, and saves to `store`; `transcribe` is used for the metrics sets.

    With several workers, each of them runs a trainer, all with the same steps, and only the chief writes
    files. `callback` receives the events.
    """

    def __init__(
        self,
        train_step: TrainStep,
        eval_step: EvalStep,
        sets: TrainingSets,
        store: CheckpointStore,
        config: TrainingConfig,
        progress: Progress,
        transcribe: Transcribe | None = None,
        replicas: Replicas | None = None,
        callback: Callback = silent,
    ) -> None:
        self._callback = callback
        self._transcribe = transcribe
        self._replicas = replicas or Replicas()
        self._train_step, self._eval_step = train_step, eval_step
        self._sets, self._store, self._config = sets, store, config
        self._progress = progress
        self._clock = EpochClock()
        self._saved_step: int | None = None  # the step of this run's newest checkpoint
        self._curve = LossCurve(store.folder, progress.epoch)

    @property
    def epochs(self) -> tuple[EpochLoss, ...]:
        """Losses of the run's epochs, including those before an interruption."""
        return tuple(self._curve.epochs)

    @property
    def _variables(self) -> Mapping[str, Any]:
        return self._store.variables

    @property
    def _step(self) -> int:
        return int(self._variables[GLOBAL_STEP].numpy())

    def run(self) -> bool:
        """Trains until the planned epochs are done, early stopping, or Ctrl-C; returns False for Ctrl-C.

        Raises:
            Interrupted: at SIGTERM, after saving a checkpoint.
            TrainingError: if no batch of an epoch has a finite loss, or other workers are lost.
        """
        began, config = time.monotonic(), self._config
        complete = False
        try:
            log.info("STARTING Optimization")
            with Summaries(config.summary_dir, required=config.summary_required) as summaries:
                while self._progress.epoch < config.epochs and not self._epoch(summaries):
                    pass
            self._store.finish()
            complete = True
        except KeyboardInterrupt as interrupt:
            if self._replicas.is_chief:
                log.warning("Interrupted; the same command continues from %s", self._resume_point())
            if isinstance(interrupt, Interrupted) and interrupt.number == signal.SIGTERM:
                raise
        log.info("FINISHED optimization in %s", timedelta(seconds=time.monotonic() - began))
        return complete

    def _resume_point(self) -> str:
        newest = listed_checkpoints(self._store.folder, LAST_STATE)
        return str(newest[0]) if newest else "the beginning"

    def _epoch(self, summaries: Summaries) -> bool:
        """Runs one epoch with validation and checkpoints; returns True to stop."""
        epoch = self._progress.epoch
        self._clock.start_epoch()
        self._train(summaries)
        train_loss = self._progress.mean_loss
        dev_loss = None
        stop = False
        if self._sets.dev:
            dev_loss = validate(
                self._eval_step,
                self._sets.dev,
                epoch,
                self._step,
                summaries,
                kind="dev",
                callback=self._callback,
            )
            stop = self._judge(dev_loss)
        if self._sets.metrics:
            validate(
                self._eval_step,
                self._sets.metrics,
                epoch,
                self._step,
                summaries,
                kind="metrics",
                callback=self._callback,
                transcribe=self._transcribe,
            )
        if self._replicas.is_chief:
            rate = self._train_step.learning_rate
            losses = EpochLoss(epoch, train_loss, dev_loss, self._clock.epoch_seconds(), rate)
            self._curve.append(losses)
            self._callback(EpochEnded(losses))
        self._progress = self._progress.next_epoch()
        return stop

    def _train(self, summaries: Summaries) -> None:
        """The training part of an epoch and the checkpoint at its end."""
        if self._progress.batch >= self._sets.train.num_batches:
            return  # a run that was interrupted during validation has this checkpoint already
        with DeferredSignals() as signals:

            def on_step(loss: float, progress: Progress) -> None:
                summaries.scalar("train", "step_loss", loss, self._step)
                stop = self._stop_signal(signals)
                if self._clock.due(self._config.checkpoint_secs) or stop:
                    self._save_last(progress)
                if stop:
                    raise Interrupted(stop)

            self._progress = train_epoch(
                self._train_step,
                self._sets.train,
                self._progress,
                on_step,
                callback=self._callback,
            )
            self._save_last(self._progress)
            stop = self._stop_signal(signals)
            if stop:
                raise Interrupted(stop)

    def _stop_signal(self, signals: DeferredSignals) -> int | None:
        """The signal that this process received, or SIGTERM if another worker received one; collective."""
        own = signals.received
        if not self._replicas.total([own is not None])[0]:
            return None
        return own or signal.SIGTERM

    def _save_last(self, progress: Progress) -> None:
        """Write `train-<step>` once: writing it again would delete it first."""
        if self._saved_step != self._step:
            path = self._store.save_last(self._step, progress)
            self._callback(CheckpointSaved(path))
            self._saved_step = self._step

    def _judge(self, dev_loss: float) -> bool:
        """Saves the best model, and reduces the learning rate at a plateau; returns True to stop."""
        verdict = judge(dev_loss, self._progress, self._config)
        self._progress = verdict.progress
        if verdict.is_best:
            path = self._store.save_best(self._step, self._progress)
            log.info("Saved new best validating model with loss %f to: %s", dev_loss, path)
            self._callback(CheckpointSaved(path, dev_loss))
        if verdict.stop:
            log.info(
                "Early stop triggered as the loss did not improve the last %d epochs",
                self._config.early_stop_epochs,
            )
        elif verdict.plateau:
            self._leave_plateau()
        return verdict.stop

    def _leave_plateau(self) -> None:
        """Restore the best model with a reduced learning rate; steps continue, so that names stay unique."""
        rate = self._variables[LEARNING_RATE]
        reduced = float(rate.numpy()) * self._config.plateau_reduction
        best = load_checkpoint(Path(self._store.folder), "best") if self._replicas.is_chief else None
        if best is not None:
            kept = (GLOBAL_STEP, LEARNING_RATE)
            variables = {name: v for name, v in self._variables.items() if name not in kept}
            assign_tensors(best, variables, may_be_missing=average_names(variables))
            start_averages(variables, best.tensors)
        rate.assign(reduced)
        self._replicas.share_variables(self._variables)
        log.info("Encountered a plateau, reducing learning rate to %s", reduced)
        self._store.save_best(self._step, self._progress)
