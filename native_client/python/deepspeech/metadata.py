"""Results: transcripts with tokens, times and confidence; words; the acoustic model's probabilities."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from deepspeech import _declarations as c


@dataclass(frozen=True)
class TokenMetadata:
    """One token (a character) and its time.

    Attributes:
        text: the character; in bytes mode a byte, as U+FFFD if it is not valid UTF-8.
        timestep: row of the model's output; one per feature frame (20 ms), or per several with subsampling.
        start_time: position in seconds.
    """

    text: str
    timestep: int
    start_time: float


@dataclass(frozen=True)
class CandidateTranscript:
    """One transcript.

    Attributes:
        tokens: the characters in order.
        confidence: natural logarithm of the score, including the scorer; decreases with the length.
        text: of all tokens. In bytes mode, where a token can be a part of a character, it is decoded as a
            whole; invalid UTF-8 becomes U+FFFD.
    """

    tokens: list[TokenMetadata] = field(default_factory=list)
    confidence: float = 0.0
    text: str = ""


@dataclass(frozen=True)
class Metadata:
    """Transcripts, best first."""

    transcripts: list[CandidateTranscript] = field(default_factory=list)


@dataclass(frozen=True)
class TimedWord:
    """A word and its time; deepspeech.h defines times and confidence.

    Attributes:
        text: the word.
        start_time: in seconds.
        end_time: in seconds.
        confidence: proportion of the hypotheses, weighted by score, that contain this word here.
    """

    text: str
    start_time: float
    end_time: float
    confidence: float


@dataclass(frozen=True)
class TimedWords:
    """The words of the best transcript.

    Attributes:
        words: in order.
        confidence: proportion of the hypotheses, weighted by score, with exactly these words.
    """

    words: list[TimedWord] = field(default_factory=list)
    confidence: float = 0.0


@dataclass(frozen=True, eq=False)
class AcousticModelEmissions:
    """Outputs of the acoustic model before decoding.

    Attributes:
        symbols: text of each column; empty for the blank, which is last.
        probabilities: float64 `(timesteps, symbols)`; each row sums to 1.
    """

    symbols: list[str]
    probabilities: npt.NDArray[np.float64]


@dataclass(frozen=True)
class MetadataWithEmissions(Metadata):
    """Transcripts, best first, with the emissions from which they were decoded.

    Attributes:
        emissions: None if the stream did not keep them.
    """

    emissions: AcousticModelEmissions | None = None


def copy_metadata(metadata: Any) -> Metadata:
    """Copies the C structure, which may be freed afterwards."""
    return Metadata(_transcripts(metadata))


def copy_metadata_with_emissions(metadata: Any) -> MetadataWithEmissions:
    """Copies the C structure, which may be freed afterwards."""
    emissions = copy_emissions(metadata.emissions.contents) if metadata.emissions else None
    return MetadataWithEmissions(_transcripts(metadata), emissions)


def copy_words(words: c.TimedWords) -> TimedWords:
    """Copies the C structure, which may be freed afterwards."""
    listed = [words.words[index] for index in range(words.num_words)]
    return TimedWords(
        [TimedWord(_text(word.text), word.start_time, word.end_time, word.confidence) for word in listed],
        words.confidence,
    )


def copy_emissions(emissions: c.AcousticModelEmissions) -> AcousticModelEmissions:
    """Copies the C structure, which may be freed afterwards."""
    shape = (emissions.num_timesteps, emissions.num_symbols)
    return AcousticModelEmissions(
        [_text(emissions.symbols[index]) for index in range(emissions.num_symbols)],
        np.ctypeslib.as_array(emissions.emissions, shape).copy() if shape[0] else np.zeros(shape),
    )


def _transcripts(metadata: Any) -> list[CandidateTranscript]:
    return [_copy_transcript(metadata.transcripts[index]) for index in range(metadata.num_transcripts)]


def _copy_transcript(transcript: c.CandidateTranscript) -> CandidateTranscript:
    tokens = [transcript.tokens[index] for index in range(transcript.num_tokens)]
    return CandidateTranscript(
        [TokenMetadata(_text(token.text), token.timestep, token.start_time) for token in tokens],
        transcript.confidence,
        _text(b"".join(token.text for token in tokens)),
    )


def _text(text: bytes) -> str:
    return text.decode("utf-8", errors="replace")
