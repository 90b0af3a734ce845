"""Divides words into subtitles that can be read: short lines, short times, breaks in pauses."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from deepspeech_tf.errors import ConfigError
from deepspeech_tf.speech.recognizer import SpokenWord


@dataclass(frozen=True)
class CueLimits:
    """What fits into a subtitle.

    Args:
        characters: in a line.
        lines: in a subtitle.
        seconds: that a subtitle is shown.
        pause_s: a pause between words that begins the next subtitle.
        words: in a subtitle; 0: as many as fit.
    """

    characters: int = 42
    lines: int = 2
    seconds: float = 7.0
    pause_s: float = 0.8
    words: int = 0

    def __post_init__(self) -> None:
        for name, least, most in (
            ("characters", 8, 1000), ("lines", 1, 10), ("seconds", 0.5, 60), ("pause_s", 0, 60),
            ("words", 0, 1000),
        ):  # fmt: skip
            value = getattr(self, name)
            if not least <= value <= most:
                raise ConfigError(
                    f"{name} must be from {least} to {most}. Received: {value}", {name: f"CueLimits.{name}"}
                )


def cues(words: Iterable[SpokenWord], limits: CueLimits) -> Iterator[list[SpokenWord]]:
    """Yields the words of each subtitle, in order; every word is in one of them.

    Args:
        words: of a recording or of a segment.
        limits: what fits into a subtitle.
    """
    cue: list[SpokenWord] = []
    for word in words:
        if cue and not _fits(cue, word, limits):
            yield cue
            cue = []
        cue.append(word)
    if cue:
        yield cue


def cue_lines(cue: Iterable[SpokenWord], limits: CueLimits) -> list[str]:
    """The text of a subtitle in lines; a word that is longer than a line has one of its own."""
    text = " ".join(word.text for word in cue)
    return textwrap.wrap(text, limits.characters, break_long_words=False, break_on_hyphens=False)


def _fits(cue: list[SpokenWord], word: SpokenWord, limits: CueLimits) -> bool:
    return (
        (not limits.words or len(cue) < limits.words)
        and word.start_s - cue[-1].end_s < limits.pause_s
        and word.end_s - cue[0].start_s <= limits.seconds
        and len(cue_lines([*cue, word], limits)) <= limits.lines
    )
