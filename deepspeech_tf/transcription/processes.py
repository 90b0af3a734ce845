"""Recognizes segments in several processes of this machine; a killed process loses nothing.

Each process has a pipe of its own. Nothing is shared between them, such as the lock of a queue, so a process
that is killed at any moment blocks no other.
"""

from __future__ import annotations

import contextlib
import multiprocessing
from collections.abc import Iterable, Iterator
from multiprocessing.connection import Connection, wait

from deepspeech_tf.errors import DeepSpeechError
from deepspeech_tf.speech.recognizer import RecognizerConfig
from deepspeech_tf.transcription.worker import Batch, Words, work

_AHEAD = 2  # batches for each process that are read but not yet recognized
_FAILURES = (
    3  # processes that end with the same batch, or one after the other before they have loaded the model
)
_END_S = 10  # a process without work ends within this time


def recognize(
    batches: Iterable[Batch], config: RecognizerConfig, processes: int
) -> Iterator[tuple[Batch, Words]]:
    """Yields each batch with the words of its segments, in any order. Few batches are read ahead.

    Args:
        batches: read from one thread.
        config: the model, which each process loads once.
        processes: at the same time.

    Raises:
        DeepSpeechError: if a segment cannot be recognized, or processes end again and again.
    """
    pool = _Pool(config, processes)
    source = iter(batches)
    is_read = False
    try:
        while True:
            while not is_read and len(pool.waiting) < processes * (_AHEAD - 1):
                batch = next(source, None)
                is_read = batch is None
                if batch is not None:
                    pool.waiting.append(_Entry(batch))
                    pool.hand_out()
            if is_read and not pool.has_work():
                return
            for entry, words in pool.results():
                yield entry.batch, words
    finally:
        pool.close()


class _Entry:
    """A batch, and how many processes ended with it."""

    def __init__(self, batch: Batch) -> None:
        self.batch = batch
        self.failures = 0


class _Process:
    """A process that runs `work`, this side of its pipe, and the batch that it has."""

    def __init__(self, config: RecognizerConfig) -> None:
        context = multiprocessing.get_context("spawn")
        self.pipe, other = context.Pipe()
        self._process = context.Process(target=work, args=(other, config), daemon=True)
        self._process.start()
        other.close()  # or the end of the process could not be seen here
        self.is_ready = False
        self.entry: _Entry | None = None

    def give(self, entry: _Entry) -> None:
        self.entry = entry
        with contextlib.suppress(OSError):  # it has ended: seen when its answer is received
            self.pipe.send(entry.batch)

    def close(self) -> None:
        """Ends the process: at once if it has work."""
        if self.is_ready and self.entry is None:
            self.pipe.close()
            self._process.join(_END_S)
        self._process.kill()
        self._process.join()
        self._process.close()
        self.pipe.close()


class _Pool:
    """Processes, and the batches that wait for one.

    Args:
        config: of the model.
        processes: that run at the same time, if there are as many batches.
    """

    def __init__(self, config: RecognizerConfig, processes: int) -> None:
        self._config = config
        self._count = processes
        self._processes: list[_Process] = []
        self._failures = 0  # processes that ended since the last result
        self.waiting: list[_Entry] = []

    def has_work(self) -> bool:
        return bool(self.waiting) or any(process.entry for process in self._processes)

    def hand_out(self) -> None:
        """Gives batches to processes that have none, and starts as many as are needed for the others."""
        free = [process for process in self._processes if process.entry is None]
        for process in free:
            if self.waiting and process.is_ready:
                process.give(self.waiting.pop(0))
        starting = sum(not process.is_ready for process in free)
        for _ in range(min(len(self.waiting) - starting, self._count - len(self._processes))):
            self._processes.append(_Process(self._config))

    def results(self) -> Iterator[tuple[_Entry, Words]]:
        """Waits until a process says something, and yields what has been recognized."""
        heard = wait([process.pipe for process in self._processes])
        for process in [one for one in self._processes if one.pipe in heard]:
            answer = _receive(process.pipe)
            if isinstance(answer, DeepSpeechError):
                raise answer
            if answer is None:
                self._replace(process)
            elif not process.is_ready:
                process.is_ready = True
            elif process.entry is not None:
                self._failures = 0
                entry, process.entry = process.entry, None
                self.hand_out()  # before the caller does anything with the words
                yield entry, answer
        self.hand_out()

    def _replace(self, process: _Process) -> None:
        """Removes a process that has ended. Another gets its batch."""
        self._processes.remove(process)
        entry, process.entry = process.entry, None
        process.close()
        self._failures += 1
        if entry is not None:
            entry.failures += 1
            self.waiting.insert(0, entry)
        if max(self._failures, entry.failures if entry else 0) > _FAILURES:
            raise DeepSpeechError(
                "processes that recognize speech ended again and again: memory may be short. "
                "Use fewer processes"
            )

    def close(self) -> None:
        """Ends all processes."""
        for process in self._processes:
            process.close()


def _receive(pipe: Connection) -> Words | DeepSpeechError | None:
    """The answer of a process; None if it has ended."""
    try:
        answer: Words | DeepSpeechError = pipe.recv()
    except (EOFError, OSError):
        return None
    return answer
