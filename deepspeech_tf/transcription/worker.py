"""A process that recognizes segments: it receives batches and sends words through its pipe."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
import traceback
from dataclasses import dataclass
from multiprocessing.connection import Connection

from deepspeech_tf.errors import DeepSpeechError
from deepspeech_tf.speech.recognizer import Recognizer, RecognizerConfig, SpokenWord, load_recognizer
from deepspeech_tf.speech.segments import Segment


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


def work(pipe: Connection, config: RecognizerConfig) -> None:
    """Loads the model, says so with an empty list, and then answers each batch until the pipe is closed.

    An error is sent instead of the answer. The process ends when its parent has ended in any way.

    Args:
        pipe: batches are received from it; a list with the words of each segment is sent for each.
        config: of the model.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent, which ends its workers
    threading.Thread(target=end_with_parent, daemon=True).start()
    try:
        recognizer = load_recognizer(config)
        pipe.send([])
        while (batch := _next(pipe)) is not None:
            pipe.send(_words(recognizer, batch))
    except DeepSpeechError as error:
        pipe.send(error)
    except Exception:
        # A fault of the program: the parent shows where it is.
        pipe.send(DeepSpeechError("a process that recognizes speech failed:\n" + traceback.format_exc()))


def _next(pipe: Connection) -> Batch | None:
    try:
        batch: Batch = pipe.recv()
    except EOFError:
        return None
    return batch


def _words(recognizer: Recognizer, batch: Batch) -> Words:
    return [tuple(recognizer.words(one.samples, one.first)) for one in batch.segments]


def end_with_parent() -> None:
    """Ends this process when its parent has ended in any way; runs in a thread of its own."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
