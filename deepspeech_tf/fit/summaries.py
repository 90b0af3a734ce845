"""TensorBoard summaries: losses and error rates by step, in one sub-folder per kind of data."""

from __future__ import annotations

import logging
import os
from pathlib import Path
from types import TracebackType
from typing import Any

import tensorflow as tf

from deepspeech_tf.errors import ConfigError, reason_of

log = logging.getLogger(__name__)

KINDS = ("train", "dev", "metrics")


class Summaries:
    """Writes scalars (`step_loss`, `wer`) to `<folder>/train`, `dev`, `metrics`; nothing without a folder.

    Raises:
        ConfigError: if a `required` folder cannot be written at the start. Otherwise, and for later
            failures, a warning is logged and no more summaries are written, so that training continues.
    """

    def __init__(self, folder: str, *, required: bool = True) -> None:
        self._folder = folder
        self._writers: dict[str, Any] = {}
        try:
            if folder:
                for kind in KINDS:
                    self._writers[kind] = tf.summary.create_file_writer(os.fsencode(Path(folder) / kind))
        except (OSError, tf.errors.OpError) as error:
            if required:
                raise ConfigError(
                    f"summary_dir: {folder} cannot be written: {reason_of(error)}",
                    {"summary_dir": "TrainingConfig.summary_dir"},
                ) from error
            self._give_up(error)

    def scalar(self, kind: str, name: str, value: float, step: int) -> None:
        writer = self._writers.get(kind)
        if writer is None:
            return
        try:
            with writer.as_default(step=step):
                tf.summary.scalar(name, value)
        except (OSError, tf.errors.OpError) as error:
            self._give_up(error)

    def __enter__(self) -> Summaries:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        try:
            for writer in self._writers.values():
                writer.close()
        except (OSError, tf.errors.OpError) as problem:
            self._give_up(problem)

    def _give_up(self, error: Exception) -> None:
        log.warning("%s: no summaries can be written: %s", self._folder, reason_of(error))
        self._writers = {}
