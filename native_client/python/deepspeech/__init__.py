"""DeepSpeech speech to text: the Python API of 0.9.3 on the native client.

    import wave
    import numpy as np
    from deepspeech import Model

    with Model("output_graph.tflite") as model:
        model.enableExternalScorer("kenlm.scorer")
        with wave.open("audio.wav") as audio:
            samples = np.frombuffer(audio.readframes(audio.getnframes()), np.int16)
        print(model.stt(samples))

While the native code computes, other Python threads run.
"""

from typing import TYPE_CHECKING

from deepspeech._library import library, take_string
from deepspeech.audio import resample
from deepspeech.commands import Command, Commands, Slot
from deepspeech.errors import DeepSpeechError, DeepSpeechWarning
from deepspeech.metadata import (
    AcousticModelEmissions,
    CandidateTranscript,
    Metadata,
    MetadataWithEmissions,
    TimedWord,
    TimedWords,
    TokenMetadata,
)
from deepspeech.model import Model
from deepspeech.stream import Stream

__all__ = [
    "AcousticModelEmissions",
    "CandidateTranscript",
    "Command",
    "Commands",
    "DeepSpeechError",
    "DeepSpeechWarning",
    "Metadata",
    "MetadataWithEmissions",
    "Model",
    "Slot",
    "Stream",
    "TimedWord",
    "TimedWords",
    "TokenMetadata",
    "__version__",
    "resample",
    "version",
]

__version__: str  # computed on first use, so that the library is loaded when it is needed


def version() -> str:
    """The version of the native library."""
    return take_string(library().DS_Version()) or ""


def __dir__() -> list[str]:
    return sorted(__all__)


if not TYPE_CHECKING:  # type checkers would accept every name

    def __getattr__(name: str) -> str:
        if name == "__version__":
            return version()
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
