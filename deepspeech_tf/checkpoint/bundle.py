"""Named tensors to disk and back, as TensorFlow's tensor bundles (`<prefix>.index`, `<prefix>.data-…`)."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import tensorflow as tf

from deepspeech_tf.errors import CheckpointError

INDEX_SUFFIX = ".index"
DATA_SUFFIX = ".data-00000-of-00001"
# In the order in which they appear and disappear: without its index a bundle does not exist.
_SUFFIXES = (DATA_SUFFIX, INDEX_SUFFIX)
# The reader reports damage by whatever type its bindings make of the C++ status.
_READ_ERRORS = (tf.errors.OpError, RuntimeError, ValueError, LookupError, OSError)


def _sync(path: Path) -> None:
    """Wait until file or folder `path` is on the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def write_bundle(prefix: Path, tensors: Mapping[str, Any]) -> None:
    """Write `tensors` (numpy arrays, or strings and bytes as scalars) under `prefix`.

    Everything is first written beside it under another name, then moved, data before index: a process that
    dies at any moment leaves either the complete bundle or none.

    Raises:
        CheckpointError: if the folder cannot be written.
    """
    partial = prefix.with_name(f".{prefix.name}.partial-{os.getpid()}")
    names = sorted(tensors)
    try:
        prefix.parent.mkdir(parents=True, exist_ok=True)
        with tf.device("/cpu:0"):
            tf.raw_ops.SaveV2(
                prefix=str(partial),
                tensor_names=names,
                shape_and_slices=[""] * len(names),
                tensors=[tf.convert_to_tensor(tensors[name]) for name in names],
            )
        for suffix in _SUFFIXES:
            _sync(Path(f"{partial}{suffix}"))
        delete_bundle(prefix)
        for suffix in _SUFFIXES:
            os.replace(f"{partial}{suffix}", f"{prefix}{suffix}")
        _sync(prefix.parent)
    except (OSError, tf.errors.OpError) as error:
        for leftover in prefix.parent.glob(f"{partial.name}*"):  # also those of TensorFlow's own writer
            leftover.unlink(missing_ok=True)
        raise CheckpointError(f"{prefix}: the checkpoint could not be written: {error}") from error


def delete_bundle(prefix: Path) -> None:
    """Delete the files of a bundle, index first; files that are not there do not matter."""
    for suffix in reversed(_SUFFIXES):
        with contextlib.suppress(FileNotFoundError, NotADirectoryError):
            os.remove(f"{prefix}{suffix}")
    with contextlib.suppress(FileNotFoundError, NotADirectoryError):  # written by TensorFlow 1 only
        os.remove(f"{prefix}.meta")


def bundle_exists(prefix: Path) -> bool:
    return os.path.isfile(f"{prefix}{INDEX_SUFFIX}")


def bundle_shapes(prefix: Path) -> dict[str, tuple[int, ...]]:
    """Names and shapes of a bundle's tensors.

    Raises:
        CheckpointError: if the bundle is missing or its index is damaged.
    """
    return {name: tuple(shape) for name, shape in _open(prefix).get_variable_to_shape_map().items()}


def read_bundle(prefix: Path) -> dict[str, np.ndarray[Any, Any]]:
    """All tensors of a bundle; their checksums are compared on the way.

    Raises:
        CheckpointError: if the bundle is missing, cut short or damaged.
    """
    reader = _open(prefix)
    try:
        return {name: np.asarray(reader.get_tensor(name)) for name in reader.get_variable_to_shape_map()}
    except _READ_ERRORS as error:
        raise CheckpointError(f"{prefix}: the checkpoint is damaged: {_first_line(error)}") from error


def _open(prefix: Path) -> Any:
    if not bundle_exists(prefix):
        raise CheckpointError(f"{prefix}: there is no checkpoint ({prefix.name}{INDEX_SUFFIX} is missing)")
    try:
        return tf.train.load_checkpoint(str(prefix))
    except _READ_ERRORS as error:
        raise CheckpointError(f"{prefix}: the checkpoint is damaged: {_first_line(error)}") from error


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0]
