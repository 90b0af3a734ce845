"""Threads that compute, the most urgent work first."""

from __future__ import annotations

import itertools
import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future
from enum import IntEnum
from typing import Any, TypeVar

T = TypeVar("T")


class Urgency(IntEnum):
    """Which work comes first; work of the same urgency is done in the order in which it came."""

    _STOP = -1  # ends a thread
    FINAL = 0  # somebody has finished speaking and waits
    LIVE = 1
    RECORDING = 2


class Workers:
    """A pool of threads with a queue that is ordered by urgency.

    Args:
        count: of the threads.
    """

    def __init__(self, count: int) -> None:
        self._queue: queue.PriorityQueue[tuple[Urgency, int, Any]] = queue.PriorityQueue()
        self._numbers = itertools.count()
        self._threads = [
            threading.Thread(target=self._work, name=f"recognizer-{number}", daemon=True)
            for number in range(count)
        ]
        for thread in self._threads:
            thread.start()

    def submit(self, urgency: Urgency, work: Callable[[], T]) -> Future[T]:
        """Puts work into the queue; the future can be cancelled until a thread begins with it."""
        future: Future[T] = Future()
        self._queue.put((urgency, next(self._numbers), (future, work)))
        return future

    def close(self) -> None:
        """Waits for the work that was begun, and cancels the rest."""
        for _ in self._threads:
            self._queue.put((Urgency._STOP, next(self._numbers), None))
        for thread in self._threads:
            thread.join()
        while not self._queue.empty():
            self._queue.get()[2][0].cancel()

    def _work(self) -> None:
        while (item := self._queue.get()[2]) is not None:
            future, work = item
            if not future.set_running_or_notify_cancel():
                continue
            try:
                result = work()
            except BaseException as error:
                future.set_exception(error)
            else:
                future.set_result(result)
            del item, future, work  # what they hold is not kept while the thread waits
