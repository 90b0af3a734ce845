"""TensorBoard summaries: losses and error rates by step, in one sub-folder per kind of data."""

from __future__ import annotations

from pathlib import Path
from types import TracebackType

import tensorflow as tf

KINDS = ("train", "dev", "metrics")


class Summaries:
    """Writes scalars (`step_loss`, `wer`) to `<folder>/train`, `dev`, `metrics`; nowhere without folder."""

    def __init__(self, folder: str) -> None:
        self._writers = (
            {kind: tf.summary.create_file_writer(str(Path(folder) / kind)) for kind in KINDS}
            if folder
            else {}
        )

    def scalar(self, kind: str, name: str, value: float, step: int) -> None:
        writer = self._writers.get(kind)
        if writer is not None:
            with writer.as_default(step=step):
                tf.summary.scalar(name, value)

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
