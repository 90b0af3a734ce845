"""The Python API of Coqui STT 1.4: the classes of the package `deepspeech` under Coqui's name."""

from deepspeech import (
    AcousticModelEmissions,
    CandidateTranscript,
    Command,
    Commands,
    DeepSpeechError,
    DeepSpeechWarning,
    Metadata,
    MetadataWithEmissions,
    Model,
    Slot,
    Stream,
    TimedWord,
    TimedWords,
    TokenMetadata,
    __version__,
    resample,
    version,
)

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


def __dir__() -> list[str]:
    return sorted(__all__)
