"""Recognizes segments in several processes of this machine; a killed process loses nothing."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass

from deepspeech_tf.errors import DeepSpeechError
from deepspeech_tf.speech.recognizer import Recognizer, RecognizerConfig, SpokenWord, load_recognizer
from deepspeech_tf.speech.segments import Segment

_AHEAD = 2  # batches for each process that are read but not yet recognized
_FAILURES = 3  # unexpected ends of processes without a result in between

_recognizer: Recognizer | None = None  # of a worker process


@dataclass(frozen=True)
class Batch:
    """Segments of one recording that a process receives at once.

    Args:
        recording: number of the recording.
        segments: its segments.
    """

    recording: int
    segments: tuple[Segment, ...]


Words = list[tuple[SpokenWord, ...]]


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
    source = iter(batches)
    waiting: list[Batch] = []  # of a pool that broke
    failures = 0
    while True:
        pool = _pool(config, processes)
        pending: dict[Future[Words], Batch] = {}
        try:
            while True:
                _fill(pool, pending, waiting, source, processes * _AHEAD)
                if not pending:
                    return
                for future in wait(pending, return_when=FIRST_COMPLETED).done:
                    words = future.result()
                    failures = 0
                    yield pending.pop(future), words
        except BrokenProcessPool as error:
            waiting += [batch for batch in pending.values() if batch not in waiting]
            failures += 1
            if failures > _FAILURES:
                raise DeepSpeechError(
                    "processes that recognize speech ended again and again: memory may be short. "
                    "Use fewer processes"
                ) from error
        finally:
            pool.shutdown(wait=True, cancel_futures=True)


def _pool(config: RecognizerConfig, processes: int) -> ProcessPoolExecutor:
    context = multiprocessing.get_context("spawn")
    return ProcessPoolExecutor(processes, context, _begin, (config,))


def _fill(
    pool: ProcessPoolExecutor,
    pending: dict[Future[Words], Batch],
    waiting: list[Batch],
    source: Iterator[Batch],
    most: int,
) -> None:
    """Hands out batches until `most` are pending."""
    while len(pending) < most:
        if not waiting:
            batch = next(source, None)
            if batch is None:
                return
            waiting.append(batch)  # stays there if the pool is broken
        pending[pool.submit(_words, waiting[0])] = waiting[0]
        del waiting[0]


def _begin(config: RecognizerConfig) -> None:
    """Prepares a worker: it loads the model, and ends when its parent has ended in any way."""
    global _recognizer
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent, which ends its workers
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _recognizer = load_recognizer(config)


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _words(batch: Batch) -> Words:
    assert _recognizer is not None  # loaded by _begin
    return [tuple(_recognizer.words(one.samples, one.first)) for one in batch.segments]
