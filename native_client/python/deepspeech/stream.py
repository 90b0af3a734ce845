"""Streams: the class of the Python API of 0.9.3, on the C interface."""

from __future__ import annotations

import threading
from collections.abc import Callable
from types import TracebackType
from typing import Any, TypeVar

import numpy.typing as npt

from deepspeech import _arguments as arguments
from deepspeech import _results as results
from deepspeech._library import library
from deepspeech.errors import check
from deepspeech.metadata import AcousticModelEmissions, Metadata, MetadataWithEmissions, TimedWords

T = TypeVar("T")


class Stream:
    """One utterance, created by `Model.createStream`. As a context manager, it frees the stream at the end.

    If several threads use one stream, their calls wait for each other.
    """

    def __init__(self, native_stream: int) -> None:
        self._lock = threading.Lock()
        self._handle: arguments.NativeHandle | None = arguments.NativeHandle(
            native_stream, library().DS_FreeStream
        )

    def __enter__(self) -> Stream:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._lock:
            self._handle = None

    def _open(self, action: str) -> arguments.NativeHandle:
        if self._handle is None:
            raise RuntimeError(f"Stream object is not valid. Trying to {action} an already finished stream?")
        return self._handle

    def _decode(self, name: str, take: Callable[[str, Any, int], T], *rest: int) -> T:
        with self._lock:
            handle = self._open("decode")
            result = getattr(library(), "DS_" + name)(handle, *rest)
            return take(name, result, library().DS_GetStreamStatus(handle))

    def _finish(self, name: str, take: Callable[[str, Any, int], T], *rest: int) -> T:
        with self._lock:
            handle = self._open("finish")
            status = library().DS_GetStreamStatus(handle)
            self._handle = None
            handle.disown()
            return take(name, getattr(library(), "DS_" + name)(handle, *rest), status)

    def feedAudioContent(self, audio_buffer: npt.ArrayLike) -> None:
        """Appends any number of int16 samples.

        Raises:
            DeepSpeechError: if these or earlier samples could not be computed.
            RuntimeError: if the stream is finished.
            ValueError: if the samples are not int16.
        """
        pointer, size, _keep = arguments.samples(audio_buffer)
        with self._lock:
            handle = self._open("feed")
            library().DS_FeedAudioContent(handle, pointer, size)
            check("FeedAudioContent", library().DS_GetStreamStatus(handle))

    def intermediateDecode(self) -> str:
        """The transcript so far."""
        return self._decode("IntermediateDecode", results.take_text)

    def intermediateDecodeWithMetadata(self, num_results: int = 1) -> Metadata:
        """As `intermediateDecode`, with tokens, times and confidence of up to `num_results` transcripts."""
        count = arguments.unsigned("num_results", num_results)
        return self._decode("IntermediateDecodeWithMetadata", results.take_metadata, count)

    def intermediateDecodeWithWords(self) -> TimedWords:
        """As `intermediateDecode`, but words with times and confidences; the last can be incomplete."""
        return self._decode("IntermediateDecodeWithWords", results.take_words)

    def intermediateDecodeFlushBuffers(self) -> str:
        """The transcript that `finishStream` would return now. The stream is unchanged."""
        return self._decode("IntermediateDecodeFlushBuffers", results.take_text)

    def intermediateDecodeWithMetadataFlushBuffers(self, num_results: int = 1) -> Metadata:
        """As `intermediateDecodeFlushBuffers`, with up to `num_results` transcripts."""
        count = arguments.unsigned("num_results", num_results)
        return self._decode("IntermediateDecodeWithMetadataFlushBuffers", results.take_metadata, count)

    def emissions(self, first_timestep: int = 0) -> AcousticModelEmissions | None:
        """Emissions from a timestep on; None if the stream does not keep them.

        See `Model.setKeepEmissions`.
        """
        first = arguments.unsigned("first_timestep", first_timestep)
        with self._lock:
            handle = self._open("decode")
            check("GetStreamEmissions", library().DS_GetStreamStatus(handle))
            result = library().DS_GetStreamEmissions(handle, first)
            return results.take_emissions("GetStreamEmissions", result) if result else None

    def trailingSilence(self) -> float:
        """Seconds since the last speech, to detect the end of an utterance; see deepspeech.h."""
        with self._lock:
            return float(library().DS_GetStreamTrailingSilence(self._open("decode")))

    def finishStream(self) -> str:
        """Computes the rest and returns the transcript; the stream ends here."""
        return self._finish("FinishStream", results.take_text)

    def finishStreamWithMetadata(self, num_results: int = 1) -> Metadata:
        """As `finishStream`, with tokens, times and confidence of up to `num_results` transcripts."""
        count = arguments.unsigned("num_results", num_results)
        return self._finish("FinishStreamWithMetadata", results.take_metadata, count)

    def finishStreamWithEmissions(self, num_results: int = 1) -> MetadataWithEmissions:
        """As `finishStreamWithMetadata`, with the emissions if the stream kept them."""
        count = arguments.unsigned("num_results", num_results)
        take = results.take_metadata_with_emissions
        return self._finish("FinishStreamWithEmissions", take, count)

    def finishStreamWithWords(self) -> TimedWords:
        """As `finishStream`, but returns words with times and confidences from 0 to 1."""
        return self._finish("FinishStreamWithWords", results.take_words)

    def freeStream(self) -> None:
        """Releases the stream without decoding it."""
        with self._lock:
            self._open("free")
            self._handle = None
