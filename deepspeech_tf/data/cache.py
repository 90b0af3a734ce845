"""Caches arrays of utterances in memory up to a limit."""

from __future__ import annotations

import threading

import numpy as np
import numpy.typing as npt


class ArrayCache:
    """Arrays by utterance index, safe to use from several threads.

    Entries are never removed: every epoch visits every utterance, so a cache that replaced its oldest entries
    would lose each one just before its next use.
    """

    def __init__(self, budget_bytes: int) -> None:
        self._free_bytes = budget_bytes
        self._arrays: dict[int, npt.NDArray[np.float32]] = {}
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._arrays)

    def get(self, index: int) -> npt.NDArray[np.float32] | None:
        return self._arrays.get(index)

    def put(self, index: int, array: npt.NDArray[np.float32]) -> None:
        """Stores `array` if it fits into the rest of the limit."""
        with self._lock:
            if index not in self._arrays and array.nbytes <= self._free_bytes:
                self._free_bytes -= array.nbytes
                self._arrays[index] = array
