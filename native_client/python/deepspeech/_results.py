"""Copies and frees results of native calls; raises an error if there are none."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from deepspeech._library import library, take_string
from deepspeech.errors import RUN_FAILED, failure
from deepspeech.metadata import (
    AcousticModelEmissions,
    Metadata,
    MetadataWithEmissions,
    TimedWords,
    copy_emissions,
    copy_metadata,
    copy_metadata_with_emissions,
    copy_words,
)

T = TypeVar("T")


def _take(function: str, pointer: Any, code: int, copy: Callable[[Any], T], free: str) -> T:
    if not pointer:
        raise failure(function, code or RUN_FAILED)
    try:
        return copy(pointer.contents)
    finally:
        getattr(library(), free)(pointer)


def take_text(function: str, address: int | None, code: int = RUN_FAILED) -> str:
    """A transcript. `code` is the status of the error if there is none; likewise below."""
    text = take_string(address)
    if text is None:
        raise failure(function, code or RUN_FAILED)
    return text


def take_metadata(function: str, pointer: Any, code: int = RUN_FAILED) -> Metadata:
    """Transcripts."""
    return _take(function, pointer, code, copy_metadata, "DS_FreeMetadata")


def take_metadata_with_emissions(
    function: str, pointer: Any, code: int = RUN_FAILED
) -> MetadataWithEmissions:
    """Transcripts and emissions."""
    return _take(function, pointer, code, copy_metadata_with_emissions, "DS_FreeMetadataWithEmissions")


def take_words(function: str, pointer: Any, code: int = RUN_FAILED) -> TimedWords:
    """Words."""
    return _take(function, pointer, code, copy_words, "DS_FreeTimedWords")


def take_emissions(function: str, pointer: Any, code: int = RUN_FAILED) -> AcousticModelEmissions:
    """Emissions."""
    return _take(function, pointer, code, copy_emissions, "DS_FreeEmissions")
