"""Processes that are killed at any moment lose nothing and block nobody."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import active_children
from pathlib import Path

import pytest

from deepspeech_tf.errors import DeepSpeechError
from deepspeech_tf.speech.recognizer import RecognizerConfig
from deepspeech_tf.speech.segments import Segment
from deepspeech_tf.transcription.processes import recognize
from deepspeech_tf.transcription.worker import Batch
from tests.speech.recordings import ENGLISH, SENTENCE, sentence


def batches(count: int) -> list[Batch]:
    samples = sentence()
    return [Batch(number, (Segment(number, samples),)) for number in range(count)]


@contextmanager
def killer(pause_s: float) -> Iterator[None]:
    """Kills one of the processes after each pause."""
    stopped = threading.Event()

    def kill() -> None:
        while not stopped.wait(pause_s):
            for process in active_children()[:1]:
                process.kill()

    thread = threading.Thread(target=kill)
    thread.start()
    try:
        yield
    finally:
        stopped.set()
        thread.join()


@pytest.mark.parametrize("processes", [1, 3])
def test_each_batch_is_recognized_once(processes) -> None:
    results = list(recognize(iter(batches(7)), ENGLISH, processes))
    assert sorted(batch.recording for batch, _ in results) == list(range(7))
    for _, (words,) in results:
        assert [word.text for word in words] == SENTENCE
    assert active_children() == []


@pytest.mark.parametrize("seed", [1, 2])
def test_processes_killed_at_any_moment(seed) -> None:
    chance, results = random.Random(seed), []
    for result in recognize(iter(batches(24)), ENGLISH, 3):
        results.append(result)
        if chance.random() < 0.4:
            time.sleep(chance.uniform(0, 0.5))
            for process in active_children()[-1:]:
                process.kill()
    assert sorted(batch.recording for batch, _ in results) == list(range(24))
    assert all([word.text for word in words] == SENTENCE for _, (words,) in results)


def test_processes_that_end_again_and_again() -> None:
    with killer(0.05), pytest.raises(DeepSpeechError, match="ended again and again"):
        list(recognize(iter(batches(3)), ENGLISH, 2))
    assert active_children() == []


def test_a_model_that_cannot_be_loaded(tmp_path: Path) -> None:
    bad = tmp_path / "bad.tflite"
    bad.write_bytes(b"this is no model")
    with pytest.raises(DeepSpeechError, match=r"bad\.tflite"):
        list(recognize(iter(batches(3)), RecognizerConfig(bad), 2))


def test_the_caller_stops() -> None:
    began = time.monotonic()
    results = recognize(iter(batches(1000)), ENGLISH, 2)
    next(results)
    results.close()
    assert active_children() == []
    assert time.monotonic() - began < 60


def test_a_source_that_fails() -> None:
    def source() -> Iterator[Batch]:
        yield from batches(3)
        raise DeepSpeechError("no more")

    with pytest.raises(DeepSpeechError, match="no more"):
        list(recognize(source(), ENGLISH, 2))
    assert active_children() == []
