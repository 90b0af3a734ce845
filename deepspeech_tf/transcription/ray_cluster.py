"""Reads and recognizes recordings with Ray Data, on a cluster or on a Ray of this machine."""

from __future__ import annotations

import contextlib
import os
import pickle
import signal
import socket
import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import numpy as np

from deepspeech_tf.errors import AudioError, DeepSpeechError, one_line, reason_of
from deepspeech_tf.speech.media import Samples, read_media
from deepspeech_tf.speech.recognizer import Recognizer, load_recognizer
from deepspeech_tf.speech.segments import Key, Segment, cut
from deepspeech_tf.transcription.batches import batches_of
from deepspeech_tf.transcription.job import Work
from deepspeech_tf.transcription.journal import Recognized
from deepspeech_tf.transcription.worker import end_with_parent

Rows = dict[str, np.ndarray[Any, Any]]
_RETRIES = 3  # of a batch whose worker ended, and of workers that end before they have loaded the model
_RESTARTS = 8  # of each worker in the whole run
_STARTS = 5  # attempts to start Ray on this machine, which gives up early if the machine is busy
_CONNECT_S = 20


@dataclass(frozen=True)
class Source:
    """A recording that a node of the cluster reads.

    Args:
        recording: its number.
        path: of the file.
        name: for messages.
        done: segments that are recognized already.
    """

    recording: int
    path: str
    name: str
    done: frozenset[Key]


@dataclass(frozen=True)
class Read:
    """What was read of a recording, after its last segment.

    Args:
        keys: all its segments.
        samples: their number in the whole recording.
        problem: why it could not be read to its end; empty: it was.
    """

    keys: tuple[Key, ...]
    samples: int
    problem: str = ""


Answer = Recognized | Read | DeepSpeechError


def drive(pipe: Connection, sources: Sequence[Source], work: Work, rate_hz: int) -> None:
    """Is the process that Ray knows as the driver: connects to the cluster and sends what it answers.

    Ray's messages come from several languages and threads, so this process has no standard output and error.

    Args:
        pipe: receives pairs of the number of a recording and `Recognized` or `Read`, in any order; at last
            None, or a DeepSpeechError.
        sources: the recordings.
        work: model and cutting; `processes` workers recognize.
        rate_hz: the sampling rate of the model.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent, which ends this process
    threading.Thread(target=end_with_parent, daemon=True).start()
    silent = os.open(os.devnull, os.O_RDWR)
    os.dup2(silent, 1)
    os.dup2(silent, 2)
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")  # nothing is reported over the network
    last: DeepSpeechError | None = None
    try:
        import ray
        import ray.data

        try:
            _start(ray, work.processes)
            for number, answer in answers(ray.data, sources, work, rate_hz):
                pipe.send((number, answer))
        finally:
            ray.shutdown()
    except DeepSpeechError as error:
        last = error
    except Exception as error:  # of any kind: of Ray, of its data, of its connections
        last = DeepSpeechError(_reason(error))
    with contextlib.suppress(OSError):  # the parent does not wait for more
        pipe.send(last)


def answers(
    data: Any, sources: Sequence[Source], work: Work, rate_hz: int
) -> Iterator[tuple[int, Recognized | Read]]:
    """Yields what the workers of the cluster answer, the end of each recording once.

    A node that is lost takes more than one worker with it, and every attempt to reach it counts as a loss. So
    the rest is begun again after such an error, as long as something was recognized since the last one.

    Args:
        data: the module ray.data, connected.
        sources: the recordings.
        work: model and cutting; `processes` workers recognize.
        rate_hz: the sampling rate of the model.

    Raises:
        DeepSpeechError: if a model cannot be loaded.
        Exception: of Ray, if the workers end again and again, or of another kind.
    """
    done = {source.recording: set(source.done) for source in sources}
    ends: dict[int, Read] = {}
    left = list(sources)
    while left:
        found = 0
        try:
            for row in _rows(data, left, work, rate_hz):
                number = int(row["recording"])
                answer: Answer = pickle.loads(row["content"])
                if isinstance(answer, DeepSpeechError):
                    raise answer
                if isinstance(answer, Read):
                    if number in ends:
                        continue
                    ends[number] = answer
                else:
                    done[number].update(answer)
                found += 1
                yield number, answer
            return
        except Exception as error:  # of any kind: of Ray, of its data, of its connections
            if found == 0 or not _is_loss(error):
                raise
        left = [
            replace(source, done=frozenset(done[source.recording]))
            for source in left
            if source.recording not in ends
            or not done[source.recording].issuperset(ends[source.recording].keys)
        ]


def _start(ray: Any, processes: int) -> None:
    """Connects to the cluster that the environment names, or starts Ray on this machine."""
    if address := os.environ.get("RAY_ADDRESS", ""):
        try:
            _require_listener(address)
            ray.init(address=address, log_to_driver=False)
        except Exception as error:
            where = f"the Ray cluster {one_line(address)} cannot be reached"
            raise DeepSpeechError(f"{where}: {_last_line(error)}") from error
        return
    for attempt in range(_STARTS):
        try:
            ray.init(address="local", num_cpus=processes, include_dashboard=False, log_to_driver=False)
            return
        except Exception as error:
            ray.shutdown()
            if attempt + 1 == _STARTS:
                raise DeepSpeechError(f"Ray did not start: {_last_line(error)}") from error


def _require_listener(address: str) -> None:
    """Raises OSError if nobody listens at `host:port`; Ray would try for minutes."""
    host, _, port = address.rpartition("://")[2].rpartition(":")
    if host and port.isdecimal():
        socket.create_connection((host.strip("[]"), int(port)), _CONNECT_S).close()


def _rows(data: Any, sources: Sequence[Source], work: Work, rate_hz: int) -> Iterator[Mapping[str, Any]]:
    work = replace(work, recognizer=work.recognizer.with_absolute_paths())
    context = data.DataContext.get_current()
    # A block for each row: a batch is recognized when it is read, and its words are noted at once.
    context.target_max_block_size = 1
    context.max_consecutive_actor_init_deaths = _RETRIES
    items = [{"source": pickle.dumps(source)} for source in sources]
    # Reading needs no place of its own: recognizers could occupy all, and would wait for it.
    batches = data.from_items(items, override_num_blocks=len(items)).map_batches(
        _read,
        batch_size=1,
        fn_args=(work, rate_hz),
        num_cpus=0,
        concurrency=work.processes,
        max_retries=_RETRIES,
    )
    words = batches.map_batches(
        _Worker,
        batch_size=1,
        fn_constructor_args=(work,),
        compute=data.ActorPoolStrategy(size=work.processes),
        num_cpus=1,
        max_restarts=_RESTARTS,
        max_task_retries=_RETRIES,
    )
    yield from words.iter_rows()


def _is_loss(error: Exception) -> bool:
    """Whether workers or nodes ended."""
    from ray.exceptions import NodeDiedError, OutOfMemoryError, RayActorError, WorkerCrashedError

    kinds = (NodeDiedError, OutOfMemoryError, RayActorError, WorkerCrashedError)
    return isinstance(error, kinds) or isinstance(error.__cause__, kinds)


def _reason(error: Exception) -> str:
    """One line for an error of Ray, whose texts can be pages."""
    if _is_loss(error):
        return (
            "workers of the cluster ended again and again: memory may be short. "
            "Use fewer processes for each machine"
        )
    return f"the cluster failed: {_last_line(error)}"


def _last_line(error: Exception) -> str:
    text = reason_of(error) if isinstance(error, OSError) else str(error)
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return one_line(lines[-1] if lines else type(error).__name__)


def _read(rows: Rows, work: Work, rate_hz: int) -> Iterator[Rows]:
    """Reads a recording on a node of the cluster: its batches, and at last its `Read`."""
    source: Source = pickle.loads(rows["source"][0])
    keys: list[Key] = []
    samples = 0

    def blocks() -> Iterator[Samples]:
        nonlocal samples
        for block in read_media(Path(source.path), rate_hz, source.name):
            samples += len(block)
            yield block

    def new_segments() -> Iterator[Segment]:
        for segment in cut(blocks(), rate_hz, work.cutting):
            keys.append(segment.key)
            if segment.key not in source.done:
                yield segment

    problem = ""
    try:
        for batch in batches_of(new_segments(), work, rate_hz):
            yield _row(source.recording, batch)
    except AudioError as error:
        problem = str(error)
    yield _row(source.recording, Read(tuple(keys), samples, problem))


def _row(recording: int, content: object) -> Rows:
    return {
        "recording": np.array([recording]),
        "content": np.array([pickle.dumps(content)], dtype=object),
    }


class _Worker:
    """Recognizes batches on a node of the cluster; loads the model once.

    A model that cannot be loaded is the answer to each batch, so that the run ends with the reason.
    """

    def __init__(self, work: Work) -> None:
        self._recognizer: Recognizer | DeepSpeechError
        try:
            self._recognizer = load_recognizer(work.recognizer)
        except DeepSpeechError as error:
            self._recognizer = error

    def __call__(self, rows: Rows) -> Rows:
        content = pickle.loads(rows["content"][0])
        return _row(
            int(rows["recording"][0]), content if isinstance(content, Read) else self._answer(content)
        )

    def _answer(self, batch: tuple[Segment, ...]) -> Answer:
        if isinstance(self._recognizer, DeepSpeechError):
            return self._recognizer
        try:
            return {one.key: tuple(self._recognizer.words(one.samples, one.first)) for one in batch}
        except DeepSpeechError as error:
            return error
