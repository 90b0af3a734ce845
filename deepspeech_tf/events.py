"""Events that a running job reports, and the type of callbacks."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, Protocol

Phase = Literal["training", "validation", "metrics", "test"]


@dataclass(frozen=True)
class Event:
    """Base of all events."""


@dataclass(frozen=True)
class PhaseBegan(Event):
    """A pass over a data set begins.

    Args:
        phase: training, validation, metrics or test.
        steps: number of batches.
        epoch: from 0; 0 in tests.
        dataset: name of the set; empty in training, where all sets are one.
    """

    phase: Phase
    steps: int
    epoch: int = 0
    dataset: str = ""


@dataclass(frozen=True)
class StepDone(Event):
    """A batch of the pass is done.

    Args:
        began: the pass.
        step: batches that are done.
        mean_loss: mean loss of these, per utterance; NaN in tests.
    """

    began: PhaseBegan
    step: int
    mean_loss: float


@dataclass(frozen=True)
class PhaseEnded(Event):
    """The pass is over.

    Args:
        began: the pass.
        step: batches that were done.
        mean_loss: mean loss of these, per utterance; NaN in tests.
        complete: False: an error or an interruption ended it.
    """

    began: PhaseBegan
    step: int
    mean_loss: float
    complete: bool


@dataclass(frozen=True)
class EpochLoss:
    """Mean loss per utterance of one epoch; None for a loss that is not finite, or without validation.

    Args:
        epoch: from 0.
        train_loss: of the training set.
        dev_loss: of the validation sets.
        seconds: that training and validation took.
        learning_rate: at the end of the epoch.
    """

    epoch: int
    train_loss: float | None
    dev_loss: float | None
    seconds: float
    learning_rate: float


@dataclass(frozen=True)
class EpochEnded(Event):
    """An epoch is over, with validation and metrics."""

    losses: EpochLoss


@dataclass(frozen=True)
class CheckpointSaved(Event):
    """A checkpoint was written.

    Args:
        path: its prefix, the name without suffixes.
        dev_loss: of the best validating checkpoint; None for one of the regular ones.
    """

    path: Path
    dev_loss: float | None = None


class Callback(Protocol):
    """Anything that is called with each event as it happens: a function such as `print`, or an object.

    It is called in the thread that runs the job, so a slow callback slows the job down. What it raises ends
    the job.
    """

    def __call__(self, event: Event, /) -> None:
        """Take notice of an event."""


def silent(event: Event, /) -> None:
    """The default callback, which does nothing."""


@dataclass
class PhaseProgress:
    """Reports the progress of a pass to a callback."""

    callback: Callback
    began: PhaseBegan
    step: int = 0
    mean_loss: float = field(default=float("nan"))

    def update(self, step: int, mean_loss: float = float("nan")) -> None:
        """`step` batches are done, with mean loss `mean_loss`."""
        self.step, self.mean_loss = step, mean_loss
        self.callback(StepDone(self.began, step, mean_loss))


@contextmanager
def phase_of(
    callback: Callback, phase: Phase, steps: int, epoch: int = 0, dataset: str = ""
) -> Iterator[PhaseProgress]:
    """Context of a pass, whose beginning and end are reported to `callback`."""
    progress = PhaseProgress(callback, PhaseBegan(phase, steps, epoch, dataset))
    callback(progress.began)
    complete = False
    try:
        yield progress
        complete = True
    finally:
        callback(PhaseEnded(progress.began, progress.step, progress.mean_loss, complete))
