"""Transcribes the recordings of a job on a Ray cluster."""

from __future__ import annotations

import importlib.util
import multiprocessing
import os
from collections.abc import Iterator, Sequence

from deepspeech_tf.errors import ConfigError, DeepSpeechError, one_line
from deepspeech_tf.transcription.job import Task
from deepspeech_tf.transcription.journal import Recognized, saved_segments
from deepspeech_tf.transcription.ray_cluster import Read, Source, drive
from deepspeech_tf.transcription.run import RecordingInWork, TranscriptionRun

_PACKAGES = ("ray", "pandas", "pyarrow")
_END_S = 30  # in which Ray ends on this machine


class RayRun(TranscriptionRun):
    """One run on a cluster. Its nodes read recordings and model by the same paths, from a shared disk.

    Journals and transcripts are written by this process.
    """

    def _results(self, todo: Sequence[tuple[int, Task]]) -> Iterator[tuple[int, Recognized]]:
        sources = {number: self._source(number, task) for number, task in todo}
        if not sources:
            return
        for number, answer in self._answers(list(sources.values())):
            recording = self._recordings.get(number)
            if recording is None:
                task = self._tasks[number]
                recording = self._recordings[number] = RecordingInWork(task, self._journal_of(task))
            if isinstance(answer, Read):
                self._note(number, recording, answer, sources[number])
                continue
            # A segment that was recognized twice, after the loss of a node, counts once.
            fresh = {key: words for key, words in answer.items() if key not in recording.journal.done}
            if fresh:
                yield number, fresh

    def _answers(self, sources: Sequence[Source]) -> Iterator[tuple[int, Recognized | Read]]:
        """Starts the process that runs `drive`, and yields what it sends."""
        for package in _PACKAGES:
            if importlib.util.find_spec(package) is None:
                raise ConfigError(
                    f"the engine ray needs the package {package}, which is not installed: "
                    'pip install "deepspeech-tf[ray]"'
                )
        context = multiprocessing.get_context("spawn")
        pipe, other = context.Pipe(duplex=False)
        arguments = (other, sources, self._work, self._rate_hz)
        process = context.Process(target=drive, args=arguments)
        process.start()
        other.close()  # or the end of the process could not be seen here
        try:
            while (message := pipe.recv()) is not None:
                if isinstance(message, DeepSpeechError):
                    raise message
                yield message
        except EOFError as error:
            raise DeepSpeechError("the process that is connected to the Ray cluster was killed") from error
        finally:
            pipe.close()
            process.terminate()  # it ends Ray
            process.join(_END_S)
            process.kill()
            process.join()
            process.close()

    def _source(self, number: int, task: Task) -> Source:
        if task.source is None or not task.source.is_file():
            raise ConfigError(f"a cluster transcribes files. Received: {one_line(task.name)}, which is none")
        place = self._journal_place(task)
        done = saved_segments(*place) if place else {}
        return Source(number, os.path.abspath(task.source), task.name, frozenset(done))

    def _note(self, number: int, recording: RecordingInWork, read: Read, source: Source) -> None:
        """Notes that a recording was read to its end, or cannot be."""
        if read.problem:
            self._fail(recording, read.problem)
            return
        recording.keys = list(read.keys)
        recording.samples = read.samples
        recording.open_segments = sum(key not in recording.journal.done for key in recording.keys)
        recording.is_read = True
        resumed = sum(key[1] for key in recording.keys if key in source.done)
        self._advance(0, resumed, resumed)
        self._finish_if_complete(number)
