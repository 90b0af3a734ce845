"""Transcripts with tokens, times and confidence."""

from __future__ import annotations

from dataclasses import dataclass, field

from deepspeech import _declarations as c


@dataclass(frozen=True)
class TokenMetadata:
    """One token (a character) and when it was heard.

    Attributes:
        text: the character; in bytes mode one byte, which alone need not be valid UTF-8 (then U+FFFD).
        timestep: position in feature steps, usually of 20 ms.
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
        confidence: natural logarithm of the score, scorer included; more negative for longer audio.
    """

    tokens: list[TokenMetadata] = field(default_factory=list)
    confidence: float = 0.0


@dataclass(frozen=True)
class Metadata:
    """Transcripts, best first."""

    transcripts: list[CandidateTranscript] = field(default_factory=list)


def copy_metadata(metadata: c.Metadata) -> Metadata:
    """Copies the C structure, which may be freed afterwards."""
    return Metadata(
        [_copy_transcript(metadata.transcripts[index]) for index in range(metadata.num_transcripts)]
    )


def _copy_transcript(transcript: c.CandidateTranscript) -> CandidateTranscript:
    tokens = [transcript.tokens[index] for index in range(transcript.num_tokens)]
    return CandidateTranscript(
        [TokenMetadata(_text(token), token.timestep, token.start_time) for token in tokens],
        transcript.confidence,
    )


def _text(token: c.TokenMetadata) -> str:
    text: bytes = token.text
    return text.decode("utf-8", errors="replace")
