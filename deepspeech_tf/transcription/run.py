"""Transcribes all recordings of a job, and writes each transcript when it is complete."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from deepspeech_tf.errors import AudioError, ConfigError, DeepSpeechError, one_line, reason_of
from deepspeech_tf.speech.formats import FORMATS
from deepspeech_tf.speech.media import Samples, media_seconds, read_media
from deepspeech_tf.speech.recognizer import load_recognizer
from deepspeech_tf.speech.segments import Key, Segment, cut
from deepspeech_tf.speech.transcript import RecordingTranscript, SpokenSegment
from deepspeech_tf.transcription.batches import batches_of
from deepspeech_tf.transcription.job import Task, Work
from deepspeech_tf.transcription.journal import Journal, MemoryJournal, Recognized, identity_of
from deepspeech_tf.transcription.processes import recognize
from deepspeech_tf.transcription.worker import Batch

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Progress:
    """How far a transcription is, in seconds of audio.

    Args:
        done_s: audio that is transcribed, or silent.
        total_s: of all recordings; None if one does not state its length.
        resumed_s: of `done_s`, what an earlier attempt had recognized.
    """

    done_s: float
    total_s: float | None
    resumed_s: float = 0.0


@dataclass(frozen=True)
class Outcome:
    """What became of the recordings.

    Args:
        transcribed: names of recordings whose transcripts were written.
        existing: names of recordings whose transcripts were there before.
        failed: names and reasons.
    """

    transcribed: list[str] = field(default_factory=list)
    existing: list[str] = field(default_factory=list)
    failed: dict[str, str] = field(default_factory=dict)


@dataclass
class RecordingInWork:
    """A recording in work."""

    task: Task
    journal: Journal
    keys: list[Key] = field(default_factory=list)
    open_segments: int = 0
    samples: int = 0
    is_read: bool = False
    is_over: bool = False


class TranscriptionRun:
    """One run over recordings.

    Args:
        tasks: recordings and places of their transcripts.
        work: how they are transcribed.
        write: receives text for standard output.
        progress: is told how far the run is.
    """

    def __init__(
        self,
        tasks: Sequence[Task],
        work: Work,
        write: Callable[[str], None],
        progress: Callable[[Progress], None] = lambda _: None,
    ) -> None:
        self._tasks = tasks
        self._work = work
        self._write = write
        self._progress = progress
        self._recordings: dict[int, RecordingInWork] = {}
        self._done_samples = 0
        self._resumed_samples = 0
        self._total_s: float | None = None
        self.outcome = Outcome()

    def run(self) -> Outcome:
        """Transcribes everything; a recording that fails does not stop the others.

        Raises:
            DeepSpeechError: if the model cannot be used, or a transcript cannot be written.
        """
        self._rate_hz = load_recognizer(self._work.recognizer).rate_hz
        todo = [(number, task) for number, task in enumerate(self._tasks) if self._is_wanted(task)]
        self._total_s = self._length_of([task for _, task in todo])
        try:
            for number, segments in self._results(todo):
                recording = self._recordings[number]
                if recording.is_over:  # it could not be read to its end
                    continue
                for key, words in segments.items():
                    recording.journal.add(key, words)
                    self._advance(0, key[1])
                recording.open_segments -= len(segments)
                self._finish_if_complete(number)
        finally:
            for recording in self._recordings.values():
                recording.journal.close()
        return self.outcome

    def _results(self, todo: Sequence[tuple[int, Task]]) -> Iterator[tuple[int, Recognized]]:
        """Numbers of recordings and segments that have been recognized, in any order."""
        batches = self._batches(todo)
        for batch, results in recognize(batches, self._work.recognizer, self._work.processes):
            yield (
                batch.recording,
                {one.key: words for one, words in zip(batch.segments, results, strict=True)},
            )

    def _is_wanted(self, task: Task) -> bool:
        files = [path for _, path in task.outputs if path is not None]
        if files and not self._work.force and all(path.exists() for path in files):
            log.warning(
                "%s exists, so %s is left out (force replaces it)", *map(one_line, (files[0], task.name))
            )
            self.outcome.existing.append(task.name)
            return False
        for path in files:
            if not path.parent.is_dir():
                raise ConfigError(f"{one_line(path.parent)}: expected a folder. Received: none")
        return True

    def _length_of(self, tasks: Sequence[Task]) -> float | None:
        total = 0.0
        for task in tasks:
            try:
                seconds = media_seconds(task.source) if task.source and task.source.is_file() else None
            except AudioError:
                continue  # reported when it is its turn
            if seconds is None:
                return None
            total += seconds
        return total

    def _batches(self, todo: Sequence[tuple[int, Task]]) -> Iterator[Batch]:
        for number, task in todo:
            recording = self._recordings[number] = RecordingInWork(task, self._journal_of(task))
            try:
                yield from self._batches_of(number, recording)
            except AudioError as error:
                self._fail(recording, str(error))
                continue
            recording.is_read = True
            self._finish_if_complete(number)

    def _fail(self, recording: RecordingInWork, reason: str) -> None:
        """Reports a recording that cannot be transcribed; what was recognized is kept."""
        log.error("%s", reason)
        self.outcome.failed[recording.task.name] = reason
        recording.is_over = True
        if recording.journal.done:
            recording.journal.close()
        else:
            recording.journal.remove()

    def _batches_of(self, number: int, recording: RecordingInWork) -> Iterator[Batch]:
        for segments in batches_of(self._new_segments(recording), self._work, self._rate_hz):
            yield Batch(number, segments)

    def _new_segments(self, recording: RecordingInWork) -> Iterator[Segment]:
        """Segments that an earlier run has not recognized."""
        for segment in cut(self._blocks(recording), self._rate_hz, self._work.cutting):
            recording.keys.append(segment.key)
            if segment.key in recording.journal.done:
                self._advance(0, len(segment.samples), len(segment.samples))
                continue
            recording.open_segments += 1
            yield segment

    def _blocks(self, recording: RecordingInWork) -> Iterator[Samples]:
        """The samples of a recording; they are counted as they are read."""
        task = recording.task
        source = task.source if task.source is not None else sys.stdin.buffer
        for block in read_media(source, self._rate_hz, task.name):
            recording.samples += len(block)
            yield block

    def _journal_of(self, task: Task) -> Journal:
        place = self._journal_place(task)
        return Journal(*place) if place else MemoryJournal()

    def _journal_place(self, task: Task) -> tuple[Path, str] | None:
        """Path and identity of the journal of a recording; None if it has none on disk."""
        form, file = next((one for one in task.outputs if one[1] is not None), ("", None))
        if task.source is None or file is None or not task.source.is_file():
            return None
        stem = file.stem if file.suffix == f".{form}" else file.name
        place = file.with_name(f".{stem}.transcription")
        return place, identity_of(task.source, self._work.recognizer, self._work.cutting)

    def _advance(self, silent: int, recognized: int, resumed: int = 0) -> None:
        self._done_samples += silent + recognized
        self._resumed_samples += resumed
        rate = self._rate_hz
        self._progress(Progress(self._done_samples / rate, self._total_s, self._resumed_samples / rate))

    def _finish_if_complete(self, number: int) -> None:
        recording = self._recordings[number]
        if recording.is_over or not recording.is_read or recording.open_segments:
            return
        recording.is_over = True
        self._advance(recording.samples - sum(count for _, count in recording.keys), 0)
        transcript = self._transcript(recording)
        for name, path in recording.task.outputs:
            _write(FORMATS[name](transcript, self._work.limits), path, self._write)
        recording.journal.remove()
        self.outcome.transcribed.append(recording.task.name)

    def _transcript(self, recording: RecordingInWork) -> RecordingTranscript:
        rate, done = self._rate_hz, recording.journal.done
        segments = tuple(
            SpokenSegment(first / rate, (first + count) / rate, done[first, count])
            for first, count in recording.keys
        )
        return RecordingTranscript(recording.task.name, recording.samples / rate, segments)


def _write(text: str, path: Path | None, write: Callable[[str], None]) -> None:
    from deepspeech_tf.whole_file import write_text

    try:
        if path is None:
            write(text)
        else:
            write_text(path, text)
    except BrokenPipeError:
        raise
    except OSError as error:
        where = "standard output" if path is None else one_line(path)
        raise DeepSpeechError(f"{where}: the transcript cannot be written: {reason_of(error)}") from error
