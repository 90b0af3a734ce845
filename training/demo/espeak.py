"""Speech synthesis with espeak-ng, with the shared library and data of `espeakng-loader`."""

from __future__ import annotations

import ctypes
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from deepspeech_tf.errors import DeepSpeechError

# Constants from speak_lib.h of espeak-ng.
_AUDIO_OUTPUT_SYNCHRONOUS = 2
_INITIALIZE_DONT_EXIT = 0x8000
_RATE, _PITCH, _RANGE = 1, 3, 4
_CHARS_UTF8 = 1
_POSITION_CHARACTER = 1

_Callback = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.c_void_p)


class SynthesisError(DeepSpeechError):
    """espeak-ng is not installed, or does not have the voice."""


@dataclass(frozen=True)
class Voice:
    """A voice: an accent, a variant, and its settings."""

    accent: str  # language of espeak-ng, such as en-us
    variant: str  # file name under espeak-ng-data/voices/!v, such as f2
    words_per_minute: int = 165
    pitch: int = 50  # 0 … 99, around the pitch of the variant
    pitch_range: int = 50  # 0 monotone … 99


class Synthesizer:
    """Synthesizes text. espeak-ng keeps its state in global variables, so create one object per process."""

    def __init__(self) -> None:
        """Loads the library and its data.

        Raises:
            SynthesisError: if espeakng-loader is not installed, or its library does not start.
        """
        try:
            import espeakng_loader
        except ImportError as error:
            raise SynthesisError(
                "the demo's recordings are synthesized with the package espeakng-loader, which is not "
                "installed: pip install espeakng-loader"
            ) from error
        self._data = Path(espeakng_loader.get_data_path())
        self._library = _declare(ctypes.CDLL(espeakng_loader.get_library_path()))
        # espeak-ng returns the sampling rate, or a negative number on failure.
        self.sample_rate_hz: int = self._library.espeak_Initialize(
            _AUDIO_OUTPUT_SYNCHRONOUS, 0, str(self._data).encode(), _INITIALIZE_DONT_EXIT
        )
        if self.sample_rate_hz <= 0:
            raise SynthesisError(f"espeak-ng could not be initialized with the data in {self._data}")
        self._pieces: list[np.ndarray[Any, np.dtype[np.int16]]] = []
        self._callback = _Callback(
            self._receive
        )  # keeps the callback alive: espeak-ng stores only the pointer
        self._library.espeak_SetSynthCallback(self._callback)

    def say(self, text: str, voice: Voice) -> np.ndarray[Any, np.dtype[np.int16]]:
        """Synthesizes `text`; returns int16 samples `(samples,)` at `sample_rate_hz`.

        Raises:
            SynthesisError: if accent or variant are unknown, or nothing was said.
        """
        self._choose(voice)
        self._pieces.clear()
        utf8 = text.encode("utf-8")
        status = self._library.espeak_Synth(
            utf8, len(utf8) + 1, 0, _POSITION_CHARACTER, 0, _CHARS_UTF8, None, None
        )
        self._library.espeak_Synchronize()
        if status or not self._pieces:
            raise SynthesisError(f"espeak-ng produced no audio (status {status}). Received: {text!r}")
        return np.concatenate(self._pieces)

    def _choose(self, voice: Voice) -> None:
        # espeak-ng silently replaces unknown variants by the default voice.
        if not (self._data / "voices" / "!v" / voice.variant).is_file():
            raise SynthesisError(f"espeak-ng has no variant of this name. Received: {voice.variant!r}")
        if self._library.espeak_SetVoiceByName(f"{voice.accent}+{voice.variant}".encode()):
            raise SynthesisError(f"espeak-ng has no voice of this name. Received: {voice.accent!r}")
        for parameter, value in (
            (_RATE, voice.words_per_minute),
            (_PITCH, voice.pitch),
            (_RANGE, voice.pitch_range),
        ):
            self._library.espeak_SetParameter(parameter, value, 0)

    def _receive(self, samples: Any, count: int, _events: Any) -> int:
        if samples and count > 0:
            self._pieces.append(np.ctypeslib.as_array(samples, (count,)).copy())
        return 0  # continue


def _declare(library: ctypes.CDLL) -> ctypes.CDLL:
    """Declares the C types of functions; otherwise ctypes truncates pointers and sizes to 32 bits."""
    c_int, c_uint, text, pointer = ctypes.c_int, ctypes.c_uint, ctypes.c_char_p, ctypes.c_void_p
    for name, arguments in (
        ("espeak_Initialize", [c_int, c_int, text, c_int]),
        ("espeak_SetVoiceByName", [text]),
        ("espeak_SetParameter", [c_int, c_int, c_int]),
        ("espeak_Synth", [text, ctypes.c_size_t, c_uint, c_int, c_uint, c_uint, pointer, pointer]),
        ("espeak_Synchronize", []),
    ):
        function = getattr(library, name)
        function.argtypes, function.restype = arguments, c_int
    library.espeak_SetSynthCallback.argtypes, library.espeak_SetSynthCallback.restype = [_Callback], None
    return library
