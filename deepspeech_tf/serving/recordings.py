"""Transcribes uploaded recordings: decoded within limits, cut in pauses, recognized by the worker threads."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Iterator
from typing import IO

from deepspeech_tf.serving.engine import Engine
from deepspeech_tf.serving.workers import Urgency
from deepspeech_tf.speech.media import Samples, read_media
from deepspeech_tf.speech.recognizer import Recognizer
from deepspeech_tf.speech.segments import Cutting, Segment, cut
from deepspeech_tf.speech.transcript import RecordingTranscript, SpokenSegment


class TooLongError(Exception):
    """The recording is longer than the server allows."""


class RecordingWork:
    """One uploaded recording.

    Args:
        engine: of the server.
        recognizer: the model.
        file: the upload.
    """

    def __init__(self, engine: Engine, recognizer: Recognizer, file: IO[bytes]) -> None:
        self._engine = engine
        self._recognizer = recognizer
        self._file = file
        self._samples = 0

    async def segments(self) -> AsyncIterator[SpokenSegment]:
        """Yields the segments in order. As many as there are workers are recognized at the same time.

        Raises:
            AudioError: if it cannot be decoded.
            TooLongError: if it is too long.
            ExportError: if the model cannot be run.
        """
        parts = cut(self._blocks(), self._recognizer.rate_hz, Cutting())
        pending: deque[asyncio.Task[SpokenSegment]] = deque()
        try:
            while True:
                segment = await asyncio.to_thread(next, parts, None)
                if segment is not None:
                    pending.append(asyncio.create_task(self._recognized(segment)))
                while pending and (segment is None or len(pending) > self._engine.config.workers):
                    yield await pending.popleft()
                if segment is None:
                    return
        finally:
            for task in pending:
                task.cancel()
            await asyncio.gather(*pending, return_exceptions=True)

    async def transcript(self) -> RecordingTranscript:
        """The whole transcript.

        Raises:
            AudioError, TooLongError, ExportError: see `segments`.
        """
        found = tuple([one async for one in self.segments()])
        return RecordingTranscript("recording", self.seconds, found)

    @property
    def seconds(self) -> float:
        """Length of what was read."""
        return self._samples / self._recognizer.rate_hz

    async def _recognized(self, segment: Segment) -> SpokenSegment:
        rate, end = self._recognizer.rate_hz, segment.first + len(segment.samples)
        steps = self._recognizer.words_in_steps(segment.samples, segment.first)
        words = None
        while words is None:  # work of streams may come between two steps
            words = await self._engine.run(Urgency.RECORDING, lambda: next(steps))
        return SpokenSegment(segment.first / rate, end / rate, tuple(words))

    def _blocks(self) -> Iterator[Samples]:
        most_s = self._engine.config.max_audio_s
        for block in read_media(self._file, self._recognizer.rate_hz, "upload"):
            self._samples += len(block)
            if self._samples > most_s * self._recognizer.rate_hz:
                raise TooLongError(f"a recording has at most {most_s} s")
            self._engine.metrics.audio.labels("http").inc(len(block) / self._recognizer.rate_hz)
            yield block
