"""One stream of audio of a client, whatever its protocol: rate, limits, and work in the worker threads."""

from __future__ import annotations

import logging
import time
from fractions import Fraction
from typing import Any

import av
import numpy as np
import numpy.typing as npt

from deepspeech_tf.serving.engine import Engine
from deepspeech_tf.speech.live import LiveTranscription, Update
from deepspeech_tf.speech.recognizer import Recognizer

log = logging.getLogger(__name__)
RATES_HZ = range(4000, 192001)


class TooMuchAudioError(Exception):
    """The stream is longer than the server allows."""


class Session:
    """A stream of 16-bit samples, little-endian.

    Args:
        engine: of the server.
        recognizer: the model.
        protocol: for metrics and logs.
        rate_hz: sampling rate of what the client sends, one of `RATES_HZ`.
        channels: 1 or 2; they are mixed.
    """

    def __init__(
        self, engine: Engine, recognizer: Recognizer, protocol: str, rate_hz: int, channels: int = 1
    ) -> None:
        self._engine = engine
        self._protocol = protocol
        self._rate_hz = rate_hz
        self._channels = channels
        self._live = LiveTranscription(recognizer)
        self._resampler: Any = None
        if rate_hz != recognizer.rate_hz or channels != 1:
            self._resampler = av.AudioResampler("s16", "mono", recognizer.rate_hz)
        self._odd = b""
        self._samples = 0
        self._last_audio = time.monotonic()

    async def feed(self, data: bytes) -> list[Update]:
        """Appends bytes of samples; they may end within a sample.

        Raises:
            TooMuchAudioError: if the stream becomes too long.
            ExportError: if the model cannot be run.
        """
        data, size = self._odd + data, 2 * self._channels
        whole = len(data) // size * size
        self._odd = data[whole:]
        samples = np.frombuffer(data[:whole], "<i2")
        count = len(samples) // self._channels
        self._samples += count
        if self._samples > self._engine.config.max_audio_s * self._rate_hz:
            raise TooMuchAudioError(f"a stream has at most {self._engine.config.max_audio_s} s")
        self._engine.metrics.audio.labels(self._protocol).inc(count / self._rate_hz)
        self._last_audio = time.monotonic()
        if not count:
            return []
        return self._noted(await self._engine.run(lambda: self._live.feed(self._resampled(samples))))

    async def finish(self) -> list[Update]:
        """Ends the stream; returns its last update.

        Raises:
            ExportError: if the model cannot be run.
        """

        def last() -> list[Update]:
            rest = (
                self._resampled(None)
                if self._resampler is not None and self._samples
                else np.zeros(0, np.int16)
            )
            return [*self._live.feed(rest), *self._live.finish()]

        updates = self._noted(await self._engine.run(last))
        self._engine.metrics.final_latency.observe(time.monotonic() - self._last_audio)
        return updates

    def close(self) -> None:
        """Frees the stream."""
        self._live.close()

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
