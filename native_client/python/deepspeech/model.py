"""Models: the class of the Python API of 0.9.3, as a safe face of the C interface."""

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
    assert handle.value is not None  # the status says so
    return arguments.NativeHandle(handle.value, library().DS_FreeModel)


class Model:
    """An acoustic model, with a scorer if one is enabled; a context manager, and for any number of threads.

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
        """Makes a model of the contents of a `.tflite` file, which are copied.

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
        """Frees the model; nothing else may be called afterwards. Streams that run already go on."""
        self._handle = None

    def _open(self) -> arguments.NativeHandle:
        handle = self._handle
        if handle is None:
            raise RuntimeError("Model object is not valid. Trying to use a model that was closed?")
        return handle

    def beamWidth(self) -> int:
        """Hypotheses that the decoder keeps."""
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
        """Sample rate in Hz of the audio that the model takes."""
        return int(library().DS_GetModelSampleRate(self._open()))

    def threads(self) -> int:
        """Threads that the acoustic model runs on."""
        return int(library().DS_GetModelThreads(self._open()))

    def setThreads(self, threads: int) -> None:
        """Runs the acoustic model on so many threads; 0: on as many as there are processors, never on more.

        Raises:
            DeepSpeechError: if the model cannot be prepared for them.
        """
        number = arguments.unsigned("threads", threads)
        check("SetModelThreads", library().DS_SetModelThreads(self._open(), number))

    def setKeepEmissions(self, keep: bool) -> None:
        """Decides whether streams created later keep what the acoustic model says, for `Stream.emissions`."""
        check("SetModelKeepEmissions", library().DS_SetModelKeepEmissions(self._open(), bool(keep)))

    def setDecoderCompat(self, like_0_9: bool) -> None:
        """Decides how the last word counts in streams created later: as in 0.9.3 (the default), or right.

        As in 0.9.3, a scorer takes a word that is only begun for an unknown one, so intermediate results show
        words once they are complete, and a hot word at the end of an utterance is not boosted.
        """
        check("SetModelDecoderCompat", library().DS_SetModelDecoderCompat(self._open(), bool(like_0_9)))

    def enableExternalScorer(self, scorer_path: str | os.PathLike[str]) -> None:
        """Uses a `.scorer` package from now on, in place of any other.

        Raises:
            DeepSpeechError: if it cannot be loaded; the scorer in use, if any, stays then.

        Warns:
            DeepSpeechWarning: if it was made for another alphabet or output mode; see `warnings`.
        """
        path = arguments.text("scorer_path", scorer_path, is_path=True)
        check("EnableExternalScorer", library().DS_EnableExternalScorer(self._open(), path))
        self._warn()

    def enableExternalScorerFromBuffer(self, scorer_buffer: bytes | bytearray | memoryview) -> None:
        """Uses the contents of a `.scorer` package, which are copied, from now on, in place of any other.

        Raises:
            DeepSpeechError: if it cannot be loaded; the scorer in use, if any, stays then.

        Warns:
            DeepSpeechWarning: if it was made for another alphabet or output mode; see `warnings`.
        """
        pointer, size, _keep = arguments.buffer("scorer_buffer", scorer_buffer)
        status = library().DS_EnableExternalScorerFromBuffer(self._open(), pointer, size)
        check("EnableExternalScorerFromBuffer", status)
        self._warn()

    def warnings(self) -> list[str]:
        """What is accepted but will hardly be wanted, for beam width, scorer and hot words as they are now.

        That is a beam width of more than 65536, a scorer that was made with another alphabet or for the other
        output mode, and hot words that the scorer does not know. Empty if nothing is wrong.
        """
        return (take_string(library().DS_GetModelWarnings(self._open())) or "").splitlines()

    def _warn(self, known: Collection[str] = ()) -> None:
        for line in self.warnings():
            if line not in known:
                warnings.warn(line, DeepSpeechWarning, stacklevel=3)

    def disableExternalScorer(self) -> int:
        """Decodes without a scorer from now on; returns a status code (0 for success)."""
        return int(library().DS_DisableExternalScorer(self._open()))

    def addHotWord(self, word: str, boost: float) -> None:
        """Favours a word in streams created later (avoids it, with a negative boost). Needs a scorer.

        Raises:
            DeepSpeechError: without a scorer; if the word has a boost already, or can never have an effect:
                if it is empty, has a space, or a letter that the alphabet lacks; if the boost is no number
                from -1e9 to 1e9.

        Warns:
            DeepSpeechWarning: if the scorer's dictionary does not have the word.
        """
        known = self.warnings()
        encoded, number = arguments.text("word", word), arguments.number("boost", boost)
        check("AddHotWord", library().DS_AddHotWord(self._open(), encoded, number))
        self._warn(known)

    def eraseHotWord(self, word: str) -> None:
        """Takes a word's boost away.

        Raises:
            DeepSpeechError: without a scorer, or if the word has no boost.
        """
        check("EraseHotWord", library().DS_EraseHotWord(self._open(), arguments.text("word", word)))

    def clearHotWords(self) -> None:
        """Takes all boosts away.

        Raises:
            DeepSpeechError: without a scorer.
        """
        check("ClearHotWords", library().DS_ClearHotWords(self._open()))

    def setScorerAlphaBeta(self, alpha: float, beta: float) -> int:
        """Sets the weights of language model and word count; returns a status code (0 for success).

        A NaN leaves a weight as it is; what is not from -1e9 to 1e9 is 0x200A and changes nothing.
        """
        weights = arguments.number("alpha", alpha), arguments.number("beta", beta)
        return int(library().DS_SetScorerAlphaBeta(self._open(), *weights))

    def stt(self, audio_buffer: npt.ArrayLike) -> str:
        """Transcribes int16 samples `(samples,)`, mono, at the model's rate.

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
        """As `sttWithMetadata`, with what the acoustic model said of the whole utterance."""
        pointer, size, _keep = arguments.samples(audio_buffer)
        count = arguments.unsigned("num_results", num_results)
        result = library().DS_SpeechToTextWithEmissions(self._open(), pointer, size, count)
        return results.take_metadata_with_emissions("SpeechToTextWithEmissions", result)

    def sttWithWords(self, audio_buffer: npt.ArrayLike) -> TimedWords:
        """As `stt`, as words with times and confidences from 0 to 1."""
        pointer, size, _keep = arguments.samples(audio_buffer)
        result = library().DS_SpeechToTextWithWords(self._open(), pointer, size)
        return results.take_words("SpeechToTextWithWords", result)

    def createStream(self) -> Stream:
        """Starts an utterance that is fed piece by piece.

        Raises:
            DeepSpeechError: if it cannot be started.
        """
        handle = c.Handle()
        check("CreateStream", library().DS_CreateStream(self._open(), ctypes.byref(handle)))
        assert handle.value is not None  # the status says so
        return Stream(handle.value)
