"""Description of a transcription: recordings, model, where to cut, and what to write."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from deepspeech_tf.errors import ConfigError
from deepspeech_tf.speech.cues import CueLimits
from deepspeech_tf.speech.formats import FORMATS
from deepspeech_tf.speech.recognizer import RecognizerConfig
from deepspeech_tf.speech.segments import Cutting

MAX_PROCESSES = 1024


@dataclass(frozen=True)
class Task:
    """A recording and the files that its transcript is written to.

    Args:
        source: the recording; None: standard input.
        outputs: formats and their files; None in place of a file: standard output.
    """

    source: Path | None
    outputs: tuple[tuple[str, Path | None], ...]

    @property
    def name(self) -> str:
        """Of the recording, for messages and transcripts."""
        return "stdin" if self.source is None else str(self.source)


@dataclass(frozen=True)
class Work:
    """How recordings are transcribed.

    Args:
        recognizer: model, scorer, decoding.
        cutting: where recordings are cut.
        limits: of subtitles.
        processes: that recognize segments at the same time.
        batch_size: segments that a process receives at once.
        outlier_s: longer segments are handed out `outlier_batch_size` at a time.
        outlier_batch_size: see `outlier_s`.
        force: replace transcripts that exist.
    """

    recognizer: RecognizerConfig
    cutting: Cutting = field(default_factory=Cutting)
    limits: CueLimits = field(default_factory=CueLimits)
    processes: int = 1
    batch_size: int = 1
    outlier_s: float = 10.0
    outlier_batch_size: int = 1
    force: bool = False

    def __post_init__(self) -> None:
        for name, most in (("processes", MAX_PROCESSES), ("batch_size", 4096), ("outlier_batch_size", 4096)):
            value = getattr(self, name)
            if not 1 <= value <= most:
                raise ConfigError(
                    f"{name} must be from 1 to {most}. Received: {value}", {name: f"Work.{name}"}
                )
        if not 0 <= self.outlier_s <= 86400:
            raise ConfigError(f"outlier_s must be from 0 to 86400 seconds. Received: {self.outlier_s}")


def require_formats(names: Iterable[str]) -> tuple[str, ...]:
    """Names of formats without repetition.

    Raises:
        ConfigError: if one is unknown.
    """
    chosen = tuple(dict.fromkeys(names))
    if unknown := [name for name in chosen if name not in FORMATS]:
        raise ConfigError(f"expected formats among {', '.join(FORMATS)}. Received: {', '.join(unknown)}")
    if not chosen:
        raise ConfigError(f"expected a format among {', '.join(FORMATS)}. Received: none")
    return chosen
