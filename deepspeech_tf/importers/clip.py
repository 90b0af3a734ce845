"""Clips of a corpus, clips of a manifest, and clips that were left out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True)
class Clip:
    """An utterance of a corpus, not yet checked."""

    audio: Path
    text: str  # as the corpus spells it
    where: str  # for messages: "row 17 of train.tsv"
    subset: str = ""  # "train", "dev", …; empty if the corpus is not divided into sets
    wav: Path | None = None  # where its WAV file goes; None: beside the audio
    start_s: float = 0.0
    end_s: float | None = None  # None: to the end of the file
    channel: int | None = None  # counted from 0; None: the average of all
    max_s: float | None = None  # longest duration, if sets differ in it; None: that of the run's rules
    extra: Mapping[str, str] = field(default_factory=dict)  # more columns of the manifest


@dataclass(frozen=True)
class ImportedClip:
    """A clip that was imported: a row of a manifest."""

    wav: Path
    size: int  # bytes
    transcript: str
    seconds: float
    clip: Clip


@dataclass(frozen=True)
class LeftOut:
    """A clip that was not imported, and why."""

    clip: Clip
    kind: str  # a field of `Counter`: failed, invalid_label, too_short, too_long
    reason: str
    seconds: float = 0.0
