"""The checkpoint store of a worker that is not the chief."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from deepspeech_tf.checkpoint.progress import Progress
from deepspeech_tf.checkpoint.store import CheckpointStore


class FollowerStore(CheckpointStore):
    """Writes nothing. The chief writes checkpoints, and sends those that it loads to the other workers."""

    def prepare(self, notes: Mapping[str, str], alphabet_text: str) -> None:
        return

    def save_last(self, step: int, progress: Progress) -> Path:
        return self.folder

    def save_best(self, step: int, progress: Progress) -> Path:
        return self.folder

    def finish(self) -> None:
        return
