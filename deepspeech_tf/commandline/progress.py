"""Shows progress: one line per phase of an epoch, with a bar on a terminal, and plain lines elsewhere."""

from __future__ import annotations

import logging
import math
import sys
import time
from datetime import timedelta
from typing import Any

from tqdm import tqdm

from deepspeech_tf.events import EpochEnded, Event, PhaseBegan, PhaseEnded, StepDone

log = logging.getLogger(__name__)

PLAIN_LINE_EVERY_SECONDS = 60.0


class ProgressLine:
    """Shows steps and mean loss of a phase ("Training", "Validation", "Metrics") of an epoch.

    With `bar=False` the start and the end of the phase are logged instead.
    """

    def __init__(self, phase: str, epoch: int, steps: int, *, bar: bool, dataset: str = "") -> None:
        self._phase, self._epoch, self._dataset, self._bar = phase, epoch, dataset, bar
        self._head = f"Epoch {epoch} | {phase:>10}"
        self._tail = f" | Dataset: {dataset}" if dataset else ""
        self._steps = 0
        self._mean = math.nan
        self._started = self._shown = time.monotonic()
        terminal = bar and sys.stdout.isatty()
        self._tqdm = (
            tqdm(total=steps, file=sys.stdout, bar_format="{desc} {percentage:3.0f}%|{bar}| eta {remaining}")
            if terminal
            else None
        )
        if not bar:
            log.info("%s epoch %d%s...", self._phase, self._epoch, self._on())

    def update(self, steps: int, mean_loss: float) -> None:
        """`steps` are done in this epoch, with mean loss `mean_loss`."""
        self._steps, self._mean = steps, mean_loss
        if self._tqdm is not None:
            self._tqdm.set_description_str(self._text(), refresh=False)
            self._tqdm.update(steps - self._tqdm.n)
        elif self._bar and time.monotonic() - self._shown > PLAIN_LINE_EVERY_SECONDS:
            self._shown = time.monotonic()
            print(self._text(), flush=True)

    def end(self, *, complete: bool) -> None:
        """Ends the phase; if not `complete`, an error or an interruption ended it."""
        if not complete and not self._steps:
            if self._tqdm is not None:
                self._tqdm.leave = False
                self._tqdm.close()
        elif self._tqdm is not None:
            self._tqdm.bar_format = "{desc}"
            self._tqdm.set_description_str(self._text())
            self._tqdm.close()
        elif self._bar:
            print(self._text(), flush=True)
        elif complete:
            log.info(
                "Finished %s epoch %d%s - loss: %f", self._phase.lower(), self._epoch, self._on(), self._mean
            )

    def _on(self) -> str:
        return f" on {self._dataset}" if self._dataset else ""

    def _text(self) -> str:
        elapsed = timedelta(seconds=int(time.monotonic() - self._started))
        done = f"Elapsed Time: {elapsed} | Steps: {self._steps} | Loss: {self._mean:f}"
        return f"{self._head} | {done}{self._tail}"


class _TestLine:
    """Shows the steps of a test."""

    def __init__(self, began: PhaseBegan) -> None:
        print(f"Testing model on {began.dataset}", flush=True)
        self._steps, self._started = began.steps, time.monotonic()
        self._tqdm: Any = tqdm(total=began.steps, desc="Test epoch", disable=not sys.stdout.isatty())

    def update(self, step: int, mean_loss: float) -> None:
        """`step` batches are done."""
        self._tqdm.update(step - self._tqdm.n)

    def end(self, *, complete: bool) -> None:
        """The test is over."""
        self._tqdm.close()
        if complete:
            elapsed = timedelta(seconds=int(time.monotonic() - self._started))
            print(f"Test epoch | Steps: {self._steps} | Elapsed Time: {elapsed}", flush=True)


class ProgressPrinter:
    """A callback that shows the passes over data sets; with `bar=False`, as log lines."""

    def __init__(self, *, bar: bool) -> None:
        self._bar = bar
        self._line: ProgressLine | _TestLine | None = None

    def __call__(self, event: Event, /) -> None:
        if isinstance(event, PhaseBegan):
            phase, steps = event.phase.title(), event.steps
            if event.phase == "test":
                self._line = _TestLine(event)
            else:
                self._line = ProgressLine(phase, event.epoch, steps, bar=self._bar, dataset=event.dataset)
        elif isinstance(event, StepDone) and self._line is not None:
            self._line.update(event.step, event.mean_loss)
        elif isinstance(event, PhaseEnded) and self._line is not None:
            self._line.end(complete=event.complete)
            self._line = None
        elif isinstance(event, EpochEnded):
            print("-" * 80, flush=True)
