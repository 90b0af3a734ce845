"""One line of progress per phase of an epoch: a bar on a terminal, plain lines elsewhere."""

from __future__ import annotations

import logging
import math
import sys
import time
from datetime import timedelta
from types import TracebackType

from tqdm import tqdm

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

    def __enter__(self) -> ProgressLine:
        if not self._bar:
            log.info("%s epoch %d%s...", self._phase, self._epoch, self._on())
        return self

    def update(self, steps: int, mean_loss: float) -> None:
        """`steps` are done in this epoch, with mean loss `mean_loss`."""
        self._steps, self._mean = steps, mean_loss
        if self._tqdm is not None:
            self._tqdm.set_description_str(self._text(), refresh=False)
            self._tqdm.update(steps - self._tqdm.n)
        elif self._bar and time.monotonic() - self._shown > PLAIN_LINE_EVERY_SECONDS:
            self._shown = time.monotonic()
            print(self._text(), flush=True)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if error is not None and not self._steps:
            if self._tqdm is not None:
                self._tqdm.leave = False
                self._tqdm.close()
        elif self._tqdm is not None:
            self._tqdm.bar_format = "{desc}"
            self._tqdm.set_description_str(self._text())
            self._tqdm.close()
        elif self._bar:
            print(self._text(), flush=True)
        elif error is None:
            log.info(
                "Finished %s epoch %d%s - loss: %f", self._phase.lower(), self._epoch, self._on(), self._mean
            )

    def _on(self) -> str:
        return f" on {self._dataset}" if self._dataset else ""

    def _text(self) -> str:
        elapsed = timedelta(seconds=int(time.monotonic() - self._started))
        done = f"Elapsed Time: {elapsed} | Steps: {self._steps} | Loss: {self._mean:f}"
        return f"{self._head} | {done}{self._tail}"
