"""Models: the class of the Python API of 0.9.3, on the C interface."""

from __future__ import annotations

import ctypes
import os
import warnings
from collections.abc import Collection
from types import TracebackType

import numpy.typing as npt

from deepspeech import _arguments as arguments
from deepspeech import _declarations as c
from deepspeech import _results as results
from deepspeech._library import library, load_runtime, take_string
from deepspeech.errors import DeepSpeechWarning, check
from deepspeech.metadata import Metadata, MetadataWithEmissions, TimedWords
from deepspeech.stream import Stream


def _own(handle: ctypes.c_void_p) -> arguments.NativeHandle:
    assert handle.value is not None  # guaranteed by the status
    return arguments.NativeHandle(handle.value, library().DS_FreeModel)


class Model:
    """An acoustic model, optionally with a scorer. A context manager; may be used from several threads.

    Args:
        model_path: an exported `.tflite` file.

    Raises:
        DeepSpeechError: if the model cannot be loaded.
    """

    def __init__(self, model_path: str | os.PathLike[str]) -> None:
        self._handle: arguments.NativeHandle | None = None
        load_runtime()
        path = arguments.text("model_path", model_path, is_path=True)
        handle = c.Handle()
        check("CreateModel", library().DS_CreateModel(path, ctypes.byref(handle)))
        self._handle = _own(handle)

    @classmethod
    def fromBuffer(cls, model_buffer: bytes | bytearray | memoryview) -> Model:
        """Creates a model from the contents of a `.tflite` file, which are copied.

        Raises:
            DeepSpeechError: if the model cannot be loaded.
        """
        load_runtime()
        pointer, size, _keep = arguments.buffer("model_buffer", model_buffer)
        handle = c.Handle()
        status = library().DS_CreateModelFromBuffer(pointer, size, ctypes.byref(handle))
        check("CreateModelFromBuffer", status)
        model = cls.__new__(cls)
        model._handle = _own(handle)
        return model

    def __enter__(self) -> Model:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Frees the model, which cannot be used afterwards. Existing streams continue."""
        self._handle = None

    def _open(self) -> arguments.NativeHandle:
        handle = self._handle
        if handle is None:
            raise RuntimeError("Model object is not valid. Trying to use a model that was closed?")
        return handle

    def beamWidth(self) -> int:
        """Number of hypotheses that the decoder keeps."""
        return int(library().DS_GetModelBeamWidth(self._open()))

    def setBeamWidth(self, beam_width: int) -> int:
        """Sets the beam width of streams created later; returns a status code: 0x200A for a width of 0.

        Warns:
            DeepSpeechWarning: if it is more than 65536, which is used instead.
        """
        width = arguments.unsigned("beam_width", beam_width)
        known = self.warnings()
        status = int(library().DS_SetModelBeamWidth(self._open(), width))
        self._warn(known)
        return status

    def sampleRate(self) -> int:
        """Sampling rate in Hz that the model expects."""
        return int(library().DS_GetModelSampleRate(self._open()))

    def threads(self) -> int:
        """Number of threads that run the acoustic model."""
        return int(library().DS_GetModelThreads(self._open()))

    def setThreads(self, threads: int) -> None:
        """Sets the number of threads of the acoustic model; 0: one per processor, which is also the limit.

        Raises:
            DeepSpeechError: if the model cannot be prepared for this number.
        """
        number = arguments.unsigned("threads", threads)
        check("SetModelThreads", library().DS_SetModelThreads(self._open(), number))

    def setKeepEmissions(self, keep: bool) -> None:
        """Sets whether new streams keep the outputs of the acoustic model for `Stream.emissions`."""
        check("SetModelKeepEmissions", library().DS_SetModelKeepEmissions(self._open(), bool(keep)))

    def setDecoderCompat(self, like_0_9: bool) -> None:
        """Sets whether later streams treat the last word as 0.9.3 (the default), or correctly.

        In 0.9.3, an incomplete last word counts as unknown to the scorer, so intermediate results show words
        only when they are complete, and a hot word at the end of an utterance is not boosted.
        """
        check("SetModelDecoderCompat", library().DS_SetModelDecoderCompat(self._open(), bool(like_0_9)))

    def enableExternalScorer(self, scorer_path: str | os.PathLike[str]) -> None:
        """Uses a `.scorer` package instead of any other.

        Raises:
            DeepSpeechError: if it cannot be loaded; the previous scorer, if any, remains in use.

        Warns:
            DeepSpeechWarning: if it was built for another alphabet or output mode; see `warnings`.
        """
        path = arguments.text("scorer_path", scorer_path, is_path=True)
        check("EnableExternalScorer", library().DS_EnableExternalScorer(self._open(), path))
        self._warn()

    def enableExternalScorerFromBuffer(self, scorer_buffer: bytes | bytearray | memoryview) -> None:
        """Uses the contents of a `.scorer` package, which are copied, instead of any other.

        Raises:
            DeepSpeechError: if it cannot be loaded; the previous scorer, if any, remains in use.

        Warns:
            DeepSpeechWarning: if it was built for another alphabet or output mode; see `warnings`.
        """
        pointer, size, _keep = arguments.buffer("scorer_buffer", scorer_buffer)
        status = library().DS_EnableExternalScorerFromBuffer(self._open(), pointer, size)
        check("EnableExternalScorerFromBuffer", status)
        self._warn()

    def warnings(self) -> list[str]:
        """Warnings about the current beam width, scorer and hot words; empty if there are none.

        There are warnings about a beam width above 65536, a scorer that was built with another alphabet or
        for the other output mode, and hot words that the scorer does not know.
        """
        return (take_string(library().DS_GetModelWarnings(self._open())) or "").splitlines()

    def _warn(self, known: Collection[str] = ()) -> None:
        for line in self.warnings():
            if line not in known:
                warnings.warn(line, DeepSpeechWarning, stacklevel=3)

    def disableExternalScorer(self) -> int:
        """Decodes later streams without a scorer; returns a status code (0 for success)."""
        return int(library().DS_DisableExternalScorer(self._open()))

    def addHotWord(self, word: str, boost: float) -> None:
        """Boosts a word in later streams; a negative boost suppresses it. Requires a scorer.

        Raises:
            DeepSpeechError: without a scorer; if the word already has a boost; if a boost cannot have an
                effect because the word is empty, or contains a space or a character outside the alphabet; if
                the boost is not a number from -1e9 to 1e9.

        Warns:
            DeepSpeechWarning: if the dictionary of the scorer does not contain the word.
        """
        known = self.warnings()
        encoded, number = arguments.text("word", word), arguments.number("boost", boost)
        check("AddHotWord", library().DS_AddHotWord(self._open(), encoded, number))
        self._warn(known)

    def eraseHotWord(self, word: str) -> None:
        """Removes the boost of a word.

        Raises:
            DeepSpeechError: without a scorer, or if the word has no boost.
        """
        check("EraseHotWord", library().DS_EraseHotWord(self._open(), arguments.text("word", word)))

    def clearHotWords(self) -> None:
        """Removes all boosts.

        Raises:
            DeepSpeechError: without a scorer.
        """
        check("ClearHotWords", library().DS_ClearHotWords(self._open()))

    def setScorerAlphaBeta(self, alpha: float, beta: float) -> int:
        """Sets the weights of language model and word count; returns a status code (0 for success).

        NaN leaves a weight unchanged. Other values outside -1e9 to 1e9 return 0x200A and change nothing.
        """
        weights = arguments.number("alpha", alpha), arguments.number("beta", beta)
        return int(library().DS_SetScorerAlphaBeta(self._open(), *weights))

    def stt(self, audio_buffer: npt.ArrayLike) -> str:
        """Transcribes int16 samples `(samples,)`, mono, at the sampling rate of the model.

        Raises:
            DeepSpeechError: if the model cannot be run.
            ValueError: if the samples are not int16.
        """
        pointer, size, _keep = arguments.samples(audio_buffer)
        return results.take_text("SpeechToText", library().DS_SpeechToText(self._open(), pointer, size))

    def sttWithMetadata(self, audio_buffer: npt.ArrayLike, num_results: int = 1) -> Metadata:
        """As `stt`, with tokens, times and confidence of up to `num_results` transcripts."""
        pointer, size, _keep = arguments.samples(audio_buffer)
        count = arguments.unsigned("num_results", num_results)
        result = library().DS_SpeechToTextWithMetadata(self._open(), pointer, size, count)
        return results.take_metadata("SpeechToTextWithMetadata", result)

    def sttWithEmissions(self, audio_buffer: npt.ArrayLike, num_results: int = 1) -> MetadataWithEmissions:
        """As `sttWithMetadata`, with the emissions of the whole utterance."""
        pointer, size, _keep = arguments.samples(audio_buffer)
        count = arguments.unsigned("num_results", num_results)
        result = library().DS_SpeechToTextWithEmissions(self._open(), pointer, size, count)
        return results.take_metadata_with_emissions("SpeechToTextWithEmissions", result)

    def sttWithWords(self, audio_buffer: npt.ArrayLike) -> TimedWords:
        """As `stt`, but returns words with times and confidences from 0 to 1."""
        pointer, size, _keep = arguments.samples(audio_buffer)
        result = library().DS_SpeechToTextWithWords(self._open(), pointer, size)
        return results.take_words("SpeechToTextWithWords", result)

    def createStream(self) -> Stream:
        """Starts an utterance whose audio is added in portions.

        Raises:
            DeepSpeechError: if it cannot be started.
        """
        handle = c.Handle()
        check("CreateStream", library().DS_CreateStream(self._open(), ctypes.byref(handle)))
        assert handle.value is not None  # guaranteed by the status
        return Stream(handle.value)
