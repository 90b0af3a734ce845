"""Speech synthesis with espeak-ng, through the shared library and data that `espeakng-loader` carries."""

from __future__ import annotations

import ctypes
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from deepspeech_tf.errors import DeepSpeechError

# Values of espeak-ng's speak_lib.h.
_AUDIO_OUTPUT_SYNCHRONOUS = 2
_INITIALIZE_DONT_EXIT = 0x8000
_RATE, _PITCH, _RANGE = 1, 3, 4
_CHARS_UTF8 = 1
_POSITION_CHARACTER = 1

_Callback = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.c_void_p)


class SynthesisError(DeepSpeechError):
    """espeak-ng is not there, or does not know the voice."""


@dataclass(frozen=True)
class Voice:
    """One way to speak: an accent, a timbre (espeak-ng calls it variant), and how it is used."""

    accent: str  # language of espeak-ng, such as en-us
    variant: str  # file name under espeak-ng-data/voices/!v, such as f2
    words_per_minute: int = 165
    pitch: int = 50  # 0 … 99, around the pitch of the variant
    pitch_range: int = 50  # 0 monotone … 99


class Synthesizer:
    """Turns text into samples. espeak-ng keeps its state in global variables: one object a process."""

    def __init__(self) -> None:
        """Load library and data.

        Raises:
            SynthesisError: if espeakng-loader is not installed, or its library does not start.
        """
        try:
            import espeakng_loader
        except ImportError as error:
            raise SynthesisError(
                "the demo's recordings are synthesised with the package espeakng-loader, which is not "
                "installed: pip install espeakng-loader"
            ) from error
        self._data = Path(espeakng_loader.get_data_path())
        self._library = _declare(ctypes.CDLL(espeakng_loader.get_library_path()))
        # The data path is the folder itself; espeak-ng answers with the sample rate, or a negative number.
        self.sample_rate_hz: int = self._library.espeak_Initialize(
            _AUDIO_OUTPUT_SYNCHRONOUS, 0, str(self._data).encode(), _INITIALIZE_DONT_EXIT
        )
        if self.sample_rate_hz <= 0:
            raise SynthesisError(f"espeak-ng did not start with its data in {self._data}")
        self._pieces: list[np.ndarray[Any, np.dtype[np.int16]]] = []
        self._callback = _Callback(self._receive)  # kept: espeak-ng holds only the pointer
        self._library.espeak_SetSynthCallback(self._callback)

    def say(self, text: str, voice: Voice) -> np.ndarray[Any, np.dtype[np.int16]]:
        """Speak `text`; int16 samples `(samples,)` at `sample_rate_hz`.

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
            raise SynthesisError(f"espeak-ng said nothing (status {status}). Received: {text!r}")
        return np.concatenate(self._pieces)

    def _choose(self, voice: Voice) -> None:
        # An unknown variant would be replaced in silence by the plain voice.
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
        return 0  # go on


def _declare(library: ctypes.CDLL) -> ctypes.CDLL:
    """Give the functions in use their C types: without them, pointers and sizes are cut to 32 bits."""
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
