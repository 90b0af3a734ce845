"""Arrays of utterances kept in memory up to a budget."""

from __future__ import annotations

import threading

import numpy as np
import numpy.typing as npt


class ArrayCache:
    """Arrays by utterance index, first come, first kept; safe to use from several threads.

    Nothing is ever thrown out: every epoch visits every utterance, so a cache that replaced its oldest
    entries would have lost each one right before its next use.
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
        """Keeps `array` if it fits into what is left of the budget."""
        with self._lock:
            if index not in self._arrays and array.nbytes <= self._free_bytes:
                self._free_bytes -= array.nbytes
                self._arrays[index] = array
