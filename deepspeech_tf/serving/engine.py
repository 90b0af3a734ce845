"""Models, worker threads and admission: what is beyond the capacity is refused at once."""

from __future__ import annotations

import asyncio
import contextlib
import time
import weakref
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future
from typing import Any, TypeVar

import prometheus_client as prometheus

from deepspeech_tf.serving.decoding import tuned
from deepspeech_tf.serving.settings import ServerConfig
from deepspeech_tf.serving.workers import Urgency, Workers
from deepspeech_tf.speech.recognizer import Recognizer, RecognizerConfig, load_recognizer

T = TypeVar("T")


class BusyError(Exception):
    """The server, or the share of one client, is at its capacity."""


class Metrics:
    """Counters and gauges of one server, in a registry of its own."""

    def __init__(self) -> None:
        self.registry = prometheus.CollectorRegistry()
        self.streams = prometheus.Gauge(
            "deepspeech_streams", "Streams that are open", ["protocol"], registry=self.registry
        )
        self.jobs = prometheus.Gauge("deepspeech_jobs", "Recordings in work", registry=self.registry)
        self.refused = prometheus.Counter(
            "deepspeech_refused",
            "Streams and recordings that were refused",
            ["reason"],
            registry=self.registry,
        )
        self.audio = prometheus.Counter(
            "deepspeech_audio_seconds", "Seconds of audio received", ["protocol"], registry=self.registry
        )
        self.busy = prometheus.Counter(
            "deepspeech_worker_seconds", "Seconds that workers computed", registry=self.registry
        )
        self.final_latency = prometheus.Histogram(
            "deepspeech_final_seconds",
            "Seconds from the last audio of a stream to its final text",
            buckets=(0.05, 0.1, 0.2, 0.3, 0.5, 1, 2, 5),
            registry=self.registry,
        )

    def text(self) -> bytes:
        """Of all metrics, in the text format of Prometheus."""
        return prometheus.generate_latest(self.registry)


class Engine:
    """The models and the threads that run them.

    Args:
        config: of the server.

    Raises:
        DeepSpeechError: if a model cannot be loaded.
    """

    def __init__(self, config: ServerConfig) -> None:
        self.config = config
        self.metrics = Metrics()
        self.recognizers = {name: load_recognizer(one) for name, one in config.models.items()}
        self.default = next(iter(self.recognizers))
        self._tuned: weakref.WeakValueDictionary[RecognizerConfig, Recognizer] = weakref.WeakValueDictionary()
        self._workers = Workers(config.workers)
        self._streams: Counter[str] = Counter()
        self._jobs = 0

    def recognizer(self, name: str | None) -> Recognizer | None:
        """The model of this name; None: there is none. A name is only looked up, and never a path."""
        return self.recognizers.get(name or self.default)

    async def tuned(self, recognizer: Recognizer, values: Mapping[str, Any]) -> Recognizer:
        """A model with the settings of a client; without any, the model itself.

        Those who use the same settings at the same time share a copy, which is freed after the last of them.

        Raises:
            ConfigError: if a setting cannot be used.
        """
        config = tuned(recognizer.config, values)
        if config == recognizer.config:
            return recognizer
        found = self._tuned.get(config)
        if found is None:
            found = await self.run(Urgency.LIVE, lambda: load_recognizer(config))
            self._tuned[config] = found
        return found

    def submit(self, urgency: Urgency, work: Callable[[], T]) -> Future[T]:
        """Lets a worker thread do a short piece of work; long ones would delay more urgent work."""

        def measured() -> T:
            started = time.perf_counter()
            try:
                return work()
            finally:
                self.metrics.busy.inc(time.perf_counter() - started)

        return self._workers.submit(urgency, measured)

    async def run(self, urgency: Urgency, work: Callable[[], T]) -> T:
        """As `submit`; waits for the result."""
        return await asyncio.wrap_future(self.submit(urgency, work))

    @contextlib.contextmanager
    def stream(self, client: str, protocol: str) -> Iterator[None]:
        """A place for a stream of a client.

        Raises:
            BusyError: if there is none.
        """
        if self._streams.total() >= self.config.max_streams:
            self.metrics.refused.labels("capacity").inc()
            raise BusyError("the server is at its capacity, try again later")
        if self._streams[client] >= self.config.max_streams_per_client:
            self.metrics.refused.labels("client").inc()
            raise BusyError("too many streams of this client")
        self._streams[client] += 1
        self.metrics.streams.labels(protocol).inc()
        try:
            yield
        finally:
            self.metrics.streams.labels(protocol).dec()
            self._streams[client] -= 1
            if not self._streams[client]:
                del self._streams[client]

    @contextlib.contextmanager
    def job(self) -> Iterator[None]:
        """A place for a recording.

        Raises:
            BusyError: if there is none.
        """
        if self._jobs >= self.config.max_jobs:
            self.metrics.refused.labels("jobs").inc()
            raise BusyError("the server is at its capacity, try again later")
        self._jobs += 1
        self.metrics.jobs.inc()
        try:
            yield
        finally:
            self._jobs -= 1
            self.metrics.jobs.dec()

    def close(self) -> None:
        """Ends the worker threads."""
        self._workers.close()
