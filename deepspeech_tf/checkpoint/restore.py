"""Chooses a checkpoint (best, last, auto), and loads its tensors into model and optimizer."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from deepspeech_tf.checkpoint.bundle import bundle_shapes, read_bundle, read_tensors
from deepspeech_tf.checkpoint.compat_0_9 import facts_of_shapes
from deepspeech_tf.checkpoint.description import DESCRIPTION_TENSOR, Facts, read_description
from deepspeech_tf.checkpoint.progress import PROGRESS_TENSOR, Progress
from deepspeech_tf.checkpoint.state import BEST_STATE, LAST_STATE, is_finished, listed_checkpoints
from deepspeech_tf.errors import CheckpointError

log = logging.getLogger(__name__)

LEARNING_RATE = "learning_rate"
_LABEL = {LAST_STATE: "most recent checkpoint", BEST_STATE: "best validating checkpoint"}
_ORDER = {
    "best": (BEST_STATE,),
    "last": (LAST_STATE,),
    "auto": (BEST_STATE, LAST_STATE),
    "init": (),
}


@dataclass(frozen=True)
class Checkpoint:
    """A checkpoint in memory: its tensors by name and, if this library wrote it, its progress."""

    prefix: Path
    tensors: Mapping[str, np.ndarray[Any, Any]]
    progress: Progress | None

    @property
    def facts(self) -> Facts:
        """What is known about its model.

        Raises:
            CheckpointError: if it has no description and is not a checkpoint of 0.9.3.
        """
        shapes = {name: tuple(value.shape) for name, value in self.tensors.items()}
        return read_description(self.tensors) or facts_of_shapes(shapes, self.prefix)


def load_checkpoint(folder: Path, policy: str, field: str = "EvaluationJob.load") -> Checkpoint | None:
    """The checkpoint in `folder` that `policy` selects; None if there is none, or for `init`.

    If a checkpoint is damaged, a warning names it and the one before it is loaded.

    Args:
        folder: folder of checkpoints.
        policy: best, last, auto (the best, else the last), init.
        field: the field that contains the policy, for messages.

    Raises:
        CheckpointError: if there are checkpoints, and all of them are damaged.
    """
    damaged = False
    for state_file in _ORDER[policy]:
        for prefix in listed_checkpoints(folder, state_file):
            try:
                tensors = read_bundle(prefix)
                progress = _progress(tensors, prefix)
            except CheckpointError as error:
                log.warning("%s; trying the one before", error)
                damaged = True
                continue
            log.info("Loading %s from %s", _LABEL[state_file], prefix)
            return Checkpoint(prefix, tensors, progress)
        log.info("Could not find %s.", _LABEL[state_file])
    if damaged:
        kinds = " or ".join(_LABEL[state_file] for state_file in _ORDER[policy])
        raise CheckpointError(
            f"{folder}: expected a {kinds} (policy {policy}). Received: damaged files only; restore them, "
            f"or choose another kind ({field.rpartition('.')[2]})",
            {field.rpartition(".")[2]: field},
        )
    return None


def interrupted_run(folder: Path) -> Checkpoint | None:
    """The newest readable `train-*` checkpoint, if the run that wrote it was interrupted."""
    for prefix in listed_checkpoints(folder, LAST_STATE):
        try:
            if is_finished(folder, prefix) or PROGRESS_TENSOR not in bundle_shapes(prefix):
                return None
            tensors = read_bundle(prefix)
            return Checkpoint(prefix, tensors, _progress(tensors, prefix))
        except CheckpointError as error:
            log.warning("%s; trying the one before", error)
    return None


def find_facts(folder: Path, policy: str, *, resumes: bool = False) -> tuple[Path, Facts] | None:
    """Prefix and facts of the checkpoint that will probably be loaded, without its weights.

    Args:
        folder: folder of checkpoints.
        policy: see `load_checkpoint`.
        resumes: whether an interrupted run is resumed; see `interrupted_run`.
    """
    prefixes = [prefix for state_file in _ORDER[policy] for prefix in listed_checkpoints(folder, state_file)]
    if resumes and policy in ("auto", "last"):
        newest = listed_checkpoints(folder, LAST_STATE)[:1]
        prefixes = [prefix for prefix in newest if not is_finished(folder, prefix)] + prefixes
    for prefix in prefixes:
        try:
            stored = read_tensors(prefix, [DESCRIPTION_TENSOR])
            return prefix, read_description(stored) or facts_of_shapes(bundle_shapes(prefix), prefix)
        except CheckpointError:
            continue
    return None


def dropped_layers(count: int, layers: Sequence[str]) -> tuple[str, ...]:
    """The last `count` of `layers`, prefixes of names in order from the input; never the first one."""
    droppable = tuple(layers[1:])
    if count > len(droppable):
        log.warning("At most %d layers can be dropped; the first one is kept", len(droppable))
    count = min(max(count, 0), len(droppable))
    return droppable[len(droppable) - count :]


def assign_tensors(
    checkpoint: Checkpoint,
    variables: Mapping[str, Any],
    *,
    dropped: Sequence[str] = (),
    may_be_missing: Iterable[str] = (),
) -> None:
    """Assigns a checkpoint's tensors to `variables` (by name), except to those of `dropped` layers.

    Raises:
        CheckpointError: naming the first variable that is missing or has another shape.
    """
    optional = set(may_be_missing)
    for name, variable in variables.items():
        if name.startswith(tuple(dropped)) or (name in optional and name not in checkpoint.tensors):
            log.info("Initializing variable: %s", name)
            continue
        value = checkpoint.tensors.get(name)
        if value is None:
            raise CheckpointError(
                f"{checkpoint.prefix}: expected a tensor named {name}, which the checkpoint does not contain"
                + ("; allow_missing_slots initializes the Adam slots" if "/Adam" in name else ""),
                {"allow_missing_slots": "TrainingConfig.allow_missing_slots"},
            )
        if tuple(value.shape) != tuple(variable.shape):
            raise CheckpointError(
                f"{checkpoint.prefix}: expected {name} of shape {tuple(variable.shape)}. Received: "
                f"{tuple(value.shape)}. Does it belong to another model or alphabet? "
                "(drop_source_layers 1 starts a new output layer)",
                {"drop_source_layers": "TrainingConfig.drop_source_layers"},
            )
        log.debug("Loading variable from checkpoint: %s", name)
        variable.assign(value)


def _progress(tensors: Mapping[str, np.ndarray[Any, Any]], prefix: Path) -> Progress | None:
    stored = tensors.get(PROGRESS_TENSOR)
    if stored is None:
        return None
    try:
        return Progress.from_json(bytes(stored.item()).decode("utf-8"))
    except (ValueError, TypeError, AttributeError) as error:
        raise CheckpointError(f"{prefix}: the progress stored in it is damaged: {error}") from error
