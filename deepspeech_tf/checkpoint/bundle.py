"""Reads and writes named tensors as TensorFlow's tensor bundles (`<prefix>.index`, `<prefix>.data-…`)."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import tensorflow as tf

from deepspeech_tf.errors import CheckpointError, reason_of

INDEX_SUFFIX = ".index"
DATA_SUFFIX = ".data-00000-of-00001"
# In the order in which they appear and disappear: without its index a bundle does not exist.
_SUFFIXES = (DATA_SUFFIX, INDEX_SUFFIX)
_PATTERN_CHARACTERS = frozenset("*?[\\")
_LINKED = "bundle"
# The reader reports damage with various exception types, depending on the C++ status.
_READ_ERRORS = (tf.errors.OpError, RuntimeError, ValueError, LookupError)


def _sync(path: Path) -> None:
    """Waits until the file or folder `path` is on disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def write_bundle(prefix: Path, tensors: Mapping[str, Any]) -> None:
    """Write `tensors` (numpy arrays, or strings and bytes as scalars) under `prefix`.

    Files are first written under temporary names, then renamed, data before index, so that a process that is
    killed leaves either the complete bundle or none.

    Raises:
        CheckpointError: if the folder cannot be written.
    """
    partial = prefix.with_name(f".{prefix.name}.partial-{os.getpid()}")
    names = sorted(tensors)
    try:
        prefix.parent.mkdir(parents=True, exist_ok=True)
        with tf.device("/cpu:0"):
            tf.raw_ops.SaveV2(
                prefix=os.fsencode(partial),
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
        _delete_beginning_with(partial)  # also the files of TensorFlow's own writer
        raise CheckpointError(f"{prefix}: the checkpoint could not be written: {reason_of(error)}") from error


def _delete_beginning_with(partial: Path) -> None:
    with contextlib.suppress(OSError):
        for leftover in [path for path in partial.parent.iterdir() if path.name.startswith(partial.name)]:
            leftover.unlink(missing_ok=True)


def delete_bundle(prefix: Path) -> None:
    """Deletes the files of a bundle, index first; missing files are ignored."""
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
    with _opened(prefix) as reader:
        return {name: tuple(shape) for name, shape in reader.get_variable_to_shape_map().items()}


def read_bundle(prefix: Path) -> dict[str, np.ndarray[Any, Any]]:
    """All tensors of a bundle; their checksums are verified.

    Raises:
        CheckpointError: if the bundle is missing, cut short or damaged.
    """
    with _opened(prefix) as reader:
        return {name: np.asarray(reader.get_tensor(name)) for name in reader.get_variable_to_shape_map()}


def read_tensors(prefix: Path, names: Iterable[str]) -> dict[str, np.ndarray[Any, Any]]:
    """The named tensors that a bundle contains.

    Raises:
        CheckpointError: see `read_bundle`.
    """
    with _opened(prefix) as reader:
        return {name: np.asarray(reader.get_tensor(name)) for name in names if reader.has_tensor(name)}


@contextlib.contextmanager
def _opened(prefix: Path) -> Iterator[Any]:
    """TensorFlow's reader of a bundle."""
    if not bundle_exists(prefix):
        raise CheckpointError(f"{prefix}: there is no checkpoint ({prefix.name}{INDEX_SUFFIX} is missing)")
    try:
        with _plain_name(prefix) as name:
            yield tf.train.load_checkpoint(name)
    except OSError as error:
        raise CheckpointError(f"{prefix}: the checkpoint cannot be read: {reason_of(error)}") from error
    except _READ_ERRORS as error:
        raise CheckpointError(f"{prefix}: the checkpoint is damaged: {reason_of(error)}") from error


@contextlib.contextmanager
def _plain_name(prefix: Path) -> Iterator[str]:
    """A name of the bundle that TensorFlow's reader can open.

    The reader treats names as patterns, in which `*`, `?`, `[` and `\\` are special, and requires UTF-8. For
    other names, links are created in a temporary folder, which is accessed by its descriptor, so that its own
    name does not matter.
    """
    name = str(prefix)
    if not _PATTERN_CHARACTERS.intersection(name) and name.isprintable():
        yield name
        return
    with tempfile.TemporaryDirectory() as links:
        for path in prefix.absolute().parent.iterdir():
            if path.name.startswith((f"{prefix.name}{INDEX_SUFFIX}", f"{prefix.name}.data-")):
                os.symlink(path, os.path.join(links, _LINKED + path.name[len(prefix.name) :]))
        descriptor = os.open(links, os.O_RDONLY)
        try:
            yield f"/proc/self/fd/{descriptor}/{_LINKED}"
        finally:
            os.close(descriptor)
