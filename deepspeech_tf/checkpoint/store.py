"""The folder that a training run saves to: `train-<step>` and `best_dev-<step>`, with their state files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from deepspeech_tf.checkpoint.bundle import write_bundle
from deepspeech_tf.checkpoint.description import DESCRIPTION_TENSOR
from deepspeech_tf.checkpoint.progress import PROGRESS_TENSOR, Progress
from deepspeech_tf.checkpoint.state import (
    BEST_PREFIX,
    BEST_STATE,
    FINISHED_FILE,
    LAST_PREFIX,
    LAST_STATE,
    announce_checkpoint,
    keep_newest,
    listed_checkpoints,
    mark_finished,
    remove_partial_files,
    withdraw_checkpoint,
)
from deepspeech_tf.errors import CheckpointError, reason_of
from deepspeech_tf.whole_file import json_text, write_text


@dataclass(frozen=True)
class CheckpointStore:
    """Writes checkpoints of `variables` (name → variable) into `folder`.

    `description` is stored in each of them: configuration and alphabet as one JSON object.
    """

    folder: Path
    variables: Mapping[str, Any]
    description: Mapping[str, Any]
    max_to_keep: int = 5

    def prepare(self, notes: Mapping[str, str], alphabet_text: str) -> None:
        """Creates the folder, removes files of a killed writer, and writes notes and the alphabet.

        `notes` are the contents of text files by name. With an empty `alphabet_text` (bytes mode), no
        alphabet file is written.

        Raises:
            CheckpointError: if the folder cannot be written.
        """
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            remove_partial_files(self.folder)
            for name, text in notes.items():
                write_text(self.folder / name, text)
            if alphabet_text:
                write_text(self.folder / "alphabet.txt", alphabet_text)
        except OSError as error:
            raise CheckpointError(
                f"{self.folder}: checkpoints cannot be written here: {reason_of(error)}"
            ) from error

    def save_last(self, step: int, progress: Progress) -> Path:
        """Write `train-<step>`; keeps the `max_to_keep` newest ones."""
        prefix = self.folder / f"{LAST_PREFIX}-{step}"
        self._write(prefix, progress, LAST_STATE, self.max_to_keep)
        return prefix

    def save_best(self, step: int, progress: Progress) -> Path:
        """Write `best_dev-<step>`; keeps only the newest one."""
        prefix = self.folder / f"{BEST_PREFIX}-{step}"
        self._write(prefix, progress, BEST_STATE, 1)
        return prefix

    def finish(self) -> None:
        """Records that the run ended as planned, so that the next run counts epochs from 0.

        Raises:
            CheckpointError: if the folder cannot be written.
        """
        newest = listed_checkpoints(self.folder, LAST_STATE)
        try:
            if newest:
                mark_finished(self.folder, newest[0])
        except OSError as error:
            raise CheckpointError(
                f"{self.folder / FINISHED_FILE}: the end of the run could not be recorded: "
                f"{reason_of(error)}; all checkpoints exist, but the next run will treat this run as "
                "interrupted"
            ) from error

    def _write(self, prefix: Path, progress: Progress, state_file: str, keep: int) -> None:
        tensors: dict[str, Any] = {name: np.asarray(variable) for name, variable in self.variables.items()}
        tensors[PROGRESS_TENSOR] = progress.to_json()
        tensors[DESCRIPTION_TENSOR] = json_text(self.description, sort_keys=True)
        try:
            announce_checkpoint(self.folder, state_file, prefix)
            write_bundle(prefix, tensors)
            keep_newest(self.folder, state_file, prefix, keep)
            if state_file == LAST_STATE:
                (self.folder / FINISHED_FILE).unlink(missing_ok=True)  # from an earlier run
        except (OSError, CheckpointError) as error:
            withdraw_checkpoint(self.folder, state_file, prefix)
            raise CheckpointError(
                f"{prefix}: the checkpoint could not be written: "
                f"{reason_of(error.__cause__ or error)}; {self._kept()}"
            ) from error

    def _kept(self) -> str:
        """What is still there after a checkpoint could not be written."""
        states = (LAST_STATE, BEST_STATE)
        kept = [str(found[0]) for state in states if (found := listed_checkpoints(self.folder, state))]
        return f"intact: {', '.join(kept)}" if kept else "none was written before"
