"""References and transcripts as HTML, with errors marked by kind."""

from __future__ import annotations

from collections.abc import Sequence

from deepspeech_tf.reporting.names import language_class, prose
from deepspeech_tf.text.alignment import Step

_ELEMENTS = {"substituted": "mark", "missing": "del", "extra": "ins"}

# Each kind has its own color and shape: a wavy underline, a strikethrough, a frame with a plus sign.
LEGEND = (
    '<ul class="legend">'
    '<li><mark class="substituted">substituted</mark> another word was recognized</li>'
    '<li><del class="missing">missing</del> in the reference, not recognized</li>'
    '<li><ins class="extra">+extra</ins> recognized, not in the reference</li></ul>'
)


def compared(steps: Sequence[Step], *, by_characters: bool = False) -> str:
    """Both texts, one below the other, or a single text if they are equal."""
    if all(step.kind == "same" for step in steps) and steps:
        both = _line([(step.kind, step.said) for step in steps], by_characters)
        return f'<dl class="compared"><dt>both</dt>{both}</dl>'
    said = [(step.kind, step.said) for step in steps if step.kind != "extra"]
    understood = [(step.kind, step.understood) for step in steps if step.kind != "missing"]
    return (
        f'<dl class="compared"><dt>reference</dt>{_line(said, by_characters)}'
        f"<dt>transcript</dt>{_line(understood, by_characters)}</dl>"
    )


def _line(words: Sequence[tuple[str, str]], by_characters: bool) -> str:
    if not words:
        return '<dd class="soft">(nothing)</dd>'
    text = "".join(word for _, word in words)
    if by_characters:
        words = _joined(words)
    marked = ("" if by_characters else " ").join(_marked(kind, word) for kind, word in words)
    return f'<dd dir="auto" lang="" class="said{language_class(text)}">{marked}</dd>'


def _joined(characters: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """Joins adjacent characters of the same kind, so that cursive scripts keep their joined forms."""
    joined: list[tuple[str, str]] = []
    for kind, character in characters:
        if joined and joined[-1][0] == kind:
            joined[-1] = (kind, joined[-1][1] + character)
        else:
            joined.append((kind, character))
    return joined


def _marked(kind: str, word: str) -> str:
    if kind == "same":
        return prose(word)
    plus = "+" if kind == "extra" else ""
    element = _ELEMENTS[kind]
    return f'<{element} class="{kind}">{plus}{prose(word)}</{element}>'
