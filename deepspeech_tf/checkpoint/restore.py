"""Choosing a checkpoint (best, last, auto) and putting its tensors into model and optimizer."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from deepspeech_tf.checkpoint.bundle import bundle_shapes, read_bundle
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
_NORM = {True: "with --layer_norm", False: "without layer normalisation (--nolayer_norm)"}


@dataclass(frozen=True)
class Checkpoint:
    """A checkpoint in memory: its tensors by name and, if one of ours, its progress."""

    prefix: Path
    tensors: Mapping[str, np.ndarray[Any, Any]]
    progress: Progress | None

    @property
    def geometry(self) -> Geometry:
        return _geometry({name: value.shape for name, value in self.tensors.items()}, self.prefix)


@dataclass(frozen=True)
class Geometry:
    """Dimensions that the shapes of the stored weights tell."""

    n_hidden: int
    n_classes: int
    layer_norm: bool


def load_checkpoint(folder: Path, policy: str) -> Checkpoint | None:
    """The checkpoint of `folder` that `policy` names; None if there is none (or for `init`).

    A damaged checkpoint is named in a warning, and the one before it is taken.

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
            f"{folder}: wanted a {kinds} (policy {policy}). Received: damaged files only; restore them, "
            "or choose another kind (--load_train, --load_evaluate)"
        )
    return None


def interrupted_run(folder: Path) -> Checkpoint | None:
    """The newest readable `train-*` checkpoint, if the run that wrote it did not come to its end."""
    for prefix in listed_checkpoints(folder, LAST_STATE):
        try:
            if is_finished(folder, prefix) or PROGRESS_TENSOR not in bundle_shapes(prefix):
                return None
            tensors = read_bundle(prefix)
            return Checkpoint(prefix, tensors, _progress(tensors, prefix))
        except CheckpointError as error:
            log.warning("%s; trying the one before", error)
    return None


def find_geometry(folder: Path, policy: str) -> Geometry | None:
    """Dimensions of the checkpoint that `load_checkpoint` would probably take, from its index alone."""
    for state_file in _ORDER[policy]:
        for prefix in listed_checkpoints(folder, state_file):
            try:
                return _geometry(bundle_shapes(prefix), prefix)
            except CheckpointError:
                continue
    return None


def require_geometry(
    checkpoint: Checkpoint, *, n_hidden: int | None = None, layer_norm: bool | None = None
) -> None:
    """Refuse a checkpoint of other dimensions than the flags say; None: the flags do not say.

    Raises:
        CheckpointError: naming the flag and both values.
    """
    geometry = checkpoint.geometry
    if layer_norm is not None and layer_norm != geometry.layer_norm:
        raise CheckpointError(
            f"{checkpoint.prefix}: trained {_NORM[geometry.layer_norm]}. Received: {_NORM[layer_norm]}"
        )
    if n_hidden is not None and n_hidden != geometry.n_hidden:
        raise CheckpointError(
            f"{checkpoint.prefix}: the checkpoint has n_hidden {geometry.n_hidden}. Received: "
            f"--n_hidden {n_hidden}"
        )


def dropped_layers(count: int, layers: Sequence[str]) -> tuple[str, ...]:
    """The last `count` of `layers`, which are prefixes of names from the input on; never the first one."""
    droppable = tuple(layers[1:])
    if count > len(droppable):
        log.warning("At most %d layers can be dropped; the first one is kept", len(droppable))
    count = min(max(count, 0), len(droppable))
    return droppable[len(droppable) - count :]


def slots_that_cudnn_lacks(tensors: Iterable[str], wanted: Iterable[str]) -> list[str]:
    """Adam's slots of the LSTM, if a checkpoint has those of other layers but none of these.

    So it is where 0.9.3 trained with cuDNN: the weights are stored in the layout of all devices, the slots
    under the names of cuDNN's own, opaque one.
    """
    stored = set(tensors)
    lstm = [name for name in wanted if name.startswith("cudnn_lstm/") and "/Adam" in name]
    if "layer_1/weights/Adam" not in stored or stored.intersection(lstm):
        return []
    log.warning("The checkpoint was trained with cuDNN: Adam's averages of the LSTM begin anew")
    return lstm


def assign_tensors(
    checkpoint: Checkpoint,
    variables: Mapping[str, Any],
    *,
    dropped: Sequence[str] = (),
    may_be_missing: Iterable[str] = (),
) -> None:
    """Set `variables` (by name) from a checkpoint; those of `dropped` layers keep their initial values.

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
                f"{checkpoint.prefix}: wanted a tensor named {name}, which the checkpoint does not hold"
                + ("; --load_cudnn initialises Adam's slots" if "/Adam" in name else "")
            )
        if tuple(value.shape) != tuple(variable.shape):
            raise CheckpointError(
                f"{checkpoint.prefix}: wanted {name} of shape {tuple(variable.shape)}. Received: "
                f"{tuple(value.shape)}. Does it belong to another --n_hidden or alphabet? "
                "(--drop_source_layers 1 starts a new output layer)"
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


def _geometry(shapes: Mapping[str, tuple[int, ...]], prefix: Path) -> Geometry:
    hidden, classes = shapes.get("layer_1/bias"), shapes.get("layer_6/bias")
    if hidden is None or classes is None:
        raise CheckpointError(
            f"{prefix}: layer_1/bias or layer_6/bias is missing: not a DeepSpeech checkpoint"
        )
    return Geometry(int(hidden[0]), int(classes[0]), "layer_1/LayerNorm/gamma" in shapes)
