"""Models and streams: the classes of the Python API of 0.9.3, as a safe face of the C interface."""

from __future__ import annotations

import ctypes
import os
from types import TracebackType
from typing import Any

import numpy as np
import numpy.typing as npt

from deepspeech import _declarations as c
from deepspeech._library import error_message, library, load_runtime, take_string
from deepspeech.metadata import Metadata, copy_metadata

_OK = 0


def _check(function: str, code: int) -> None:
    if code != _OK:
        raise RuntimeError(f"{function} failed with '{error_message(code)}' (0x{code:04X})")


def _samples(audio: npt.ArrayLike) -> tuple[Any, int, npt.NDArray[np.int16]]:
    """Pointer and length of int16 samples; the array is returned so that it lives as long as the call.

    An int16 array without gaps is used where it is, not copied.

    Raises:
        ValueError: for anything but one dimension of 16-bit integers: to convert silently would hide that
            floating-point audio was meant to be scaled.
    """
    array = np.asarray(audio)
    if array.size == 0:
        array = array.astype(np.int16).reshape(-1)
    if array.dtype != np.int16 or array.ndim != 1:
        raise ValueError(
            "audio must be a one-dimensional array of int16 samples. "
            f"Received: {array.dtype} with shape {array.shape}"
        )
    array = np.ascontiguousarray(array)
    return array.ctypes.data_as(c.Samples), len(array), array


def _take_metadata(function: str, pointer: Any) -> Metadata:
    if not pointer:
        raise RuntimeError(f"{function} failed; the reason is on standard error")
    try:
        return copy_metadata(pointer.contents)
    finally:
        library().DS_FreeMetadata(pointer)


def _take_text(function: str, address: int | None) -> str:
    text = take_string(address)
    if text is None:
        raise RuntimeError(f"{function} failed; the reason is on standard error")
    return text


class Model:
    """An acoustic model, with a scorer if one is enabled. Usable as a context manager.

    Args:
        model_path: an exported `.tflite` file.

    Raises:
        RuntimeError: if the model cannot be loaded.
    """

    def __init__(self, model_path: str | os.PathLike[str]) -> None:
        self._handle: int | None = None
        load_runtime()
        handle = c.Handle()
        _check("CreateModel", library().DS_CreateModel(os.fsencode(model_path), ctypes.byref(handle)))
        self._handle = handle.value

    def __enter__(self) -> Model:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __del__(self) -> None:
        self.close()

    def close(self) -> None:
        """Frees the model; nothing else may be called afterwards. Streams that run already go on."""
        handle, self._handle = getattr(self, "_handle", None), None
        if handle is not None:
            library().DS_FreeModel(handle)

    def _open(self) -> int:
        if self._handle is None:
            raise RuntimeError("Model object is not valid. Trying to use a model that was closed?")
        return self._handle

    def beamWidth(self) -> int:
        """Hypotheses that the decoder keeps."""
        return int(library().DS_GetModelBeamWidth(self._open()))

    def setBeamWidth(self, beam_width: int) -> int:
        """Sets the beam width of streams created later; returns a status code (0 for success)."""
        return int(library().DS_SetModelBeamWidth(self._open(), beam_width))

    def sampleRate(self) -> int:
        """Sample rate in Hz of the audio that the model takes."""
        return int(library().DS_GetModelSampleRate(self._open()))

    def enableExternalScorer(self, scorer_path: str | os.PathLike[str]) -> None:
        """Uses a `.scorer` package from now on, in place of any other.

        Raises:
            RuntimeError: if it cannot be loaded.
        """
        status = library().DS_EnableExternalScorer(self._open(), os.fsencode(scorer_path))
        _check("EnableExternalScorer", status)

    def disableExternalScorer(self) -> int:
        """Decodes without a scorer from now on; returns a status code (0 for success)."""
        return int(library().DS_DisableExternalScorer(self._open()))

    def addHotWord(self, word: str, boost: float) -> None:
        """Favours a word in streams created later (avoids it, with a negative boost). Needs a scorer.

        Raises:
            RuntimeError: without a scorer, or if the word has a boost already.
        """
        _check("AddHotWord", library().DS_AddHotWord(self._open(), word.encode(), boost))

    def eraseHotWord(self, word: str) -> None:
        """Takes a word's boost away.

        Raises:
            RuntimeError: without a scorer, or if the word has no boost.
        """
        _check("EraseHotWord", library().DS_EraseHotWord(self._open(), word.encode()))

    def clearHotWords(self) -> None:
        """Takes all boosts away.

        Raises:
            RuntimeError: without a scorer.
        """
        _check("ClearHotWords", library().DS_ClearHotWords(self._open()))

    def setScorerAlphaBeta(self, alpha: float, beta: float) -> int:
        """Sets the weights of language model and word count; returns a status code (0 for success)."""
        return int(library().DS_SetScorerAlphaBeta(self._open(), alpha, beta))

    def stt(self, audio_buffer: npt.ArrayLike) -> str:
        """Transcribes int16 samples `(samples,)`, mono, at the model's rate.

        Raises:
            RuntimeError: if the model cannot be run.
            ValueError: if the samples are not int16.
        """
        pointer, size, _keep = _samples(audio_buffer)
        return _take_text("SpeechToText", library().DS_SpeechToText(self._open(), pointer, size))

    def sttWithMetadata(self, audio_buffer: npt.ArrayLike, num_results: int = 1) -> Metadata:
        """As `stt`, with tokens, times and confidence of up to `num_results` transcripts."""
        pointer, size, _keep = _samples(audio_buffer)
        result = library().DS_SpeechToTextWithMetadata(self._open(), pointer, size, num_results)
        return _take_metadata("SpeechToTextWithMetadata", result)

    def createStream(self) -> Stream:
        """Starts an utterance that is fed piece by piece.

        Raises:
            RuntimeError: if it cannot be started.
        """
        handle = c.Handle()
        _check("CreateStream", library().DS_CreateStream(self._open(), ctypes.byref(handle)))
        assert handle.value is not None  # the status says so
        return Stream(handle.value)


class Stream:
    """One utterance, made by `Model.createStream`. Usable as a context manager, which frees it at the end."""

    def __init__(self, native_stream: int) -> None:
        self._handle: int | None = native_stream

    def __enter__(self) -> Stream:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._handle is not None:
            self.freeStream()

    def __del__(self) -> None:
        if getattr(self, "_handle", None) is not None:
            self.freeStream()

    def _open(self, action: str) -> int:
        if self._handle is None:
            raise RuntimeError(f"Stream object is not valid. Trying to {action} an already finished stream?")
        return self._handle

    def _close(self, action: str) -> int:
        handle = self._open(action)
        self._handle = None
        return handle

    def feedAudioContent(self, audio_buffer: npt.ArrayLike) -> None:
        """Appends int16 samples, any number at a time.

        Raises:
            RuntimeError: if the stream is finished.
            ValueError: if the samples are not int16.
        """
        handle = self._open("feed")
        pointer, size, _keep = _samples(audio_buffer)
        library().DS_FeedAudioContent(handle, pointer, size)

    def intermediateDecode(self) -> str:
        """The transcript of what the model has seen so far."""
        return _take_text("IntermediateDecode", library().DS_IntermediateDecode(self._open("decode")))

    def intermediateDecodeWithMetadata(self, num_results: int = 1) -> Metadata:
        """As `intermediateDecode`, with tokens, times and confidence of up to `num_results` transcripts."""
        result = library().DS_IntermediateDecodeWithMetadata(self._open("decode"), num_results)
        return _take_metadata("IntermediateDecodeWithMetadata", result)

    def finishStream(self) -> str:
        """Computes the rest and returns the transcript; the stream ends here."""
        return _take_text("FinishStream", library().DS_FinishStream(self._close("finish")))

    def finishStreamWithMetadata(self, num_results: int = 1) -> Metadata:
        """As `finishStream`, with tokens, times and confidence of up to `num_results` transcripts."""
        result = library().DS_FinishStreamWithMetadata(self._close("finish"), num_results)
        return _take_metadata("FinishStreamWithMetadata", result)

    def freeStream(self) -> None:
        """Ends the stream without decoding it."""
        library().DS_FreeStream(self._close("free"))
