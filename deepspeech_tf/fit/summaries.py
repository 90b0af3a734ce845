"""TensorBoard summaries: the loss of every step, in one sub-folder per kind of data."""

from __future__ import annotations

from pathlib import Path
from types import TracebackType

import tensorflow as tf

KINDS = ("train", "dev", "metrics")


class Summaries:
    """Writes the scalar `step_loss` to `<folder>/train`, `dev` and `metrics`; nothing if folder is empty."""

    def __init__(self, folder: str) -> None:
        self._writers = (
            {kind: tf.summary.create_file_writer(str(Path(folder) / kind)) for kind in KINDS}
            if folder
            else {}
        )

    def step_loss(self, kind: str, loss: float, step: int) -> None:
        writer = self._writers.get(kind)
        if writer is not None:
            with writer.as_default(step=step):
                tf.summary.scalar("step_loss", loss)

    def __enter__(self) -> Summaries:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for writer in self._writers.values():
            writer.close()
