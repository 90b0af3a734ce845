"""One stream of audio of a client, whatever its protocol: rate, limits, and work in the worker threads."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from concurrent.futures import Future
from fractions import Fraction
from typing import Any

import av
import numpy as np
import numpy.typing as npt

from deepspeech_tf.serving.engine import Engine
from deepspeech_tf.serving.workers import Urgency
from deepspeech_tf.speech.live import PORTION_S, LiveTranscription, Update
from deepspeech_tf.speech.recognizer import Recognizer

log = logging.getLogger(__name__)
RATES_HZ = range(4000, 192001)
_MOST_WAITING = 25  # portions of audio, which is 5 s; then the client has to wait


_LEAST_BYTES = 1024  # in `idle_s`; a sample now and then does not keep a stream open


class TooMuchAudioError(Exception):
    """The stream is longer than the server allows."""


class Patience:
    """How long the next message of a client is waited for: until it has sent too little for too long.

    Args:
        seconds: in which a client has to send some audio.
    """

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self.renew()

    def renew(self) -> None:
        """Begins to wait again."""
        self._received = 0
        self._end = time.monotonic() + self._seconds

    def note(self, size: int) -> None:
        """Notes that so many bytes were received."""
        self._received += size
        if self._received >= _LEAST_BYTES:
            self.renew()

    @property
    def left_s(self) -> float:
        """Seconds that are left."""
        return max(0.0, self._end - time.monotonic())


class Session:
    """A stream of 16-bit samples, little-endian.

    Audio is computed while it arrives, by at most one worker at a time: `feed` only hands it over, so that
    the next message is read meanwhile. When that is the end, what is left becomes urgent.

    Args:
        engine: of the server.
        recognizer: the model.
        protocol: for metrics and logs.
        deliver: sends updates to the client.
        rate_hz: sampling rate of what the client sends, one of `RATES_HZ`.
        channels: 1 or 2; they are mixed.
    """

    def __init__(
        self,
        engine: Engine,
        recognizer: Recognizer,
        protocol: str,
        deliver: Callable[[list[Update]], Awaitable[None]],
        rate_hz: int,
        channels: int = 1,
    ) -> None:
        self._engine = engine
        self._protocol = protocol
        self._deliver = deliver
        self._rate_hz = rate_hz
        self._channels = channels
        self._live = LiveTranscription(recognizer)
        self._resampler: Any = None
        if rate_hz != recognizer.rate_hz or channels != 1:
            self._resampler = av.AudioResampler("s16", "mono", recognizer.rate_hz)
        self._waiting = bytearray()  # audio that no worker has taken yet
        self._portion = int(PORTION_S * rate_hz) * 2 * channels  # bytes that are worth the work
        self._task: asyncio.Task[None] | None = None
        self._job: Future[list[Update]] | None = None
        self._bytes = 0
        self._last_audio = time.monotonic()

    async def feed(self, data: bytes) -> None:
        """Appends bytes of samples; they may end within a sample. Waits if much audio is waiting.

        Raises:
            TooMuchAudioError: if the stream becomes too long.
            ExportError: if the model cannot be run.
        """
        self._bytes += len(data)
        bytes_per_s = 2 * self._channels * self._rate_hz
        if self._bytes > self._engine.config.max_audio_s * bytes_per_s:
            raise TooMuchAudioError(f"a stream has at most {self._engine.config.max_audio_s} s")
        self._engine.metrics.audio.labels(self._protocol).inc(len(data) / bytes_per_s)
        self._last_audio = time.monotonic()
        self._waiting += data
        if self._task is not None and self._task.done():
            await self.settle()  # raises what it raised
        if self._task is None and len(self._waiting) >= self._portion:
            self._task = asyncio.create_task(self._compute())
        if len(self._waiting) > _MOST_WAITING * self._portion:
            await self.settle()

    async def settle(self) -> None:
        """Waits until updates of all audio but the newest tenths of a second are delivered.

        Raises:
            ExportError: if the model cannot be run.
        """
        task, self._task = self._task, None
        if task is not None:
            await task

    async def finish(self) -> None:
        """Ends the stream and delivers its last updates.

        Raises:
            ExportError: if the model cannot be run.
        """
        if self._job is not None and self._job.cancel():  # it has only waited so far
            self._job = None
        await self.settle()

        def last() -> list[Update]:
            return [*self._feed_waiting(is_last=True), *self._live.finish()]

        await self._deliver(self._noted(await self._engine.run(Urgency.FINAL, last)))
        self._engine.metrics.final_latency.observe(time.monotonic() - self._last_audio)

    async def close(self) -> None:
        """Frees the stream; audio that was not computed is dropped."""
        self._waiting.clear()
        if self._task is not None:
            await asyncio.gather(self._task, return_exceptions=True)
        if self._live.is_open:  # not after `finish`: the place of the stream is free at once
            await self._engine.run(Urgency.LIVE, self._live.close)

    async def _compute(self) -> None:
        while len(self._waiting) >= self._portion:
            self._job = self._engine.submit(Urgency.LIVE, self._feed_waiting)
            try:
                updates = await asyncio.wrap_future(self._job)
            except asyncio.CancelledError:
                if self._job is None:  # by `finish`, which does the work
                    return
                raise
            finally:
                self._job = None
            if updates:
                await self._deliver(self._noted(updates))

    def _feed_waiting(self, is_last: bool = False) -> list[Update]:
        """Runs in a worker, which is the only one of this session."""
        size = 2 * self._channels
        whole = len(self._waiting) // size * size
        data = bytes(self._waiting[:whole])
        del self._waiting[:whole]
        samples = self._resampled(np.frombuffer(data, "<i2")) if data else np.zeros(0, np.int16)
        if is_last and self._resampler is not None and self._bytes >= size:
            samples = np.concatenate((samples, self._resampled(None)))
        return self._live.feed(samples)

    def _noted(self, updates: list[Update]) -> list[Update]:
        if self._engine.config.log_transcripts:
            for update in updates:
                if update.is_final:
                    fields = {"protocol": self._protocol, "text": update.text}
                    log.info("transcript", extra={"fields": fields})
        return updates

    def _resampled(self, samples: npt.NDArray[np.int16] | None) -> npt.NDArray[np.int16]:
        if self._resampler is None:
            return samples if samples is not None else np.zeros(0, np.int16)
        frame = None
        if samples is not None:
            layout = "mono" if self._channels == 1 else "stereo"
            frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(samples[None]), "s16", layout)
            frame.sample_rate, frame.pts = self._rate_hz, None
            frame.time_base = Fraction(1, self._rate_hz)
        parts = [part.to_ndarray()[0] for part in self._resampler.resample(frame)]
        return np.concatenate(parts) if parts else np.zeros(0, np.int16)
