"""Caches arrays of utterances in memory up to a limit, and beyond it in a temporary file."""

from __future__ import annotations

import logging
import os
import shutil
import tempfile
import threading
from pathlib import Path
from typing import IO, Any

import numpy as np
import numpy.typing as npt

log = logging.getLogger(__name__)

Array = npt.NDArray[Any]
_LEAST_BYTES = 2**28  # of memory, however little is available
_FREE_SHARE, _FREE_BYTES = 0.1, 2**33  # of the disk, which stay free: the smaller of the two


class ArrayCache:
    """Arrays by utterance index, safe to use from several threads.

    Entries are never removed: every epoch visits every utterance, so a cache that replaced its oldest entries
    would lose each one just before its next use.

    Args:
        budget_bytes: limit of the arrays in memory.
        folder: where the temporary file for further arrays is created, when it is needed; None: arrays beyond
            the limit are not stored. The file has no name, so it disappears with the process. A tenth of the
            disk stays free, or 8 GiB if that is less.
    """

    def __init__(self, budget_bytes: int, folder: str | os.PathLike[str] | None = None) -> None:
        self._free_bytes = budget_bytes
        self._arrays: dict[int, Array] = {}
        self._file = _ArrayFile(folder) if folder is not None else None
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._arrays) + (0 if self._file is None else len(self._file))

    def get(self, index: int) -> Array | None:
        array = self._arrays.get(index)
        return self._file.get(index) if array is None and self._file is not None else array

    def put(self, index: int, array: Array) -> None:
        """Stores `array` if memory or the disk has space for it."""
        with self._lock:
            if index in self._arrays:
                return
            if array.nbytes <= self._free_bytes:
                self._free_bytes -= array.nbytes
                self._arrays[index] = array
            elif self._file is not None:
                self._file.put(index, array)


class _ArrayFile:
    """Arrays in an unnamed temporary file; `put` is called by one thread at a time."""

    def __init__(self, folder: str | os.PathLike[str]) -> None:
        self._folder = folder
        self._file: IO[bytes] | None = None
        self._entries: dict[int, tuple[int, str, tuple[int, ...]]] = {}  # offset, data type, shape
        self._end = 0
        self._is_full = False

    def __len__(self) -> int:
        return len(self._entries)

    def get(self, index: int) -> Array | None:
        entry = self._entries.get(index)
        if entry is None or self._file is None:
            return None
        offset, kind, shape = entry
        size = int(np.prod(shape)) * np.dtype(kind).itemsize
        data = os.pread(self._file.fileno(), size, offset)
        return np.frombuffer(data, kind).reshape(shape) if len(data) == size else None

    def put(self, index: int, array: Array) -> None:
        if self._is_full or index in self._entries:
            return
        try:
            disk = shutil.disk_usage(self._folder)
            reserve = min(_FREE_SHARE * disk.total, _FREE_BYTES)
            if disk.free - array.nbytes < reserve:
                raise OSError(f"{reserve / 2**30:.1f} GiB of the disk stay free for other programs")
            if self._file is None:
                self._file = tempfile.TemporaryFile(dir=self._folder)  # noqa: SIM115  # open for all of training
            written = os.pwrite(self._file.fileno(), array.tobytes(), self._end)
            if written != array.nbytes:
                raise OSError("the disk is full")
        except OSError as error:
            self._is_full = True
            log.info(
                "Recordings that do not fit into memory are decoded in every epoch. No temporary file in %s: "
                "%s",
                self._folder,
                error,
            )
            return
        self._entries[index] = (self._end, array.dtype.str, array.shape)
        self._end += array.nbytes


def temporary_folder() -> str:
    """A folder on a disk for large temporary files: TMPDIR, or /var/tmp, because /tmp is often in memory."""
    if "TMPDIR" not in os.environ and os.access("/var/tmp", os.W_OK):
        return "/var/tmp"
    return tempfile.gettempdir()


def memory_budget(share: float = 1 / 3) -> int:
    """A share of the memory that is available to this process, in bytes; at least 256 MiB."""
    limits = [_available_bytes(), _control_group_bytes()]
    known = [limit for limit in limits if limit is not None]
    return max(_LEAST_BYTES, int(share * min(known))) if known else 4 * _LEAST_BYTES


def _available_bytes() -> int | None:
    for line in _text("/proc/meminfo").splitlines():
        if line.startswith("MemAvailable:"):
            return int(line.split()[1]) * 1024
    return None


def _control_group_bytes() -> int | None:
    """What the limit of a container leaves (control groups, version 2)."""
    limit, used = _text("/sys/fs/cgroup/memory.max"), _text("/sys/fs/cgroup/memory.current")
    return int(limit) - int(used) if limit.isdigit() and used.isdigit() else None


def _text(path: str) -> str:
    try:
        return Path(path).read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError):
        return ""
