"""Transcripts in the alphabet's form of Unicode."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from deepspeech_tf.data.utterance import Utterance
from deepspeech_tf.text.alphabet import Alphabet
from deepspeech_tf.text.spelling import FORMS, spell

__all__ = ["FORMS", "Respelled", "respell", "spell"]


@dataclass(frozen=True)
class Respelled:
    """How many transcripts were converted to which form; `example` is the place of the first one."""

    form: str
    count: int
    example: str


def respell(utterances: Sequence[Utterance], alphabet: Alphabet) -> tuple[list[Utterance], list[Respelled]]:
    """Converts transcripts to the alphabet's form of Unicode where that makes them spellable."""
    found: dict[str, tuple[int, str]] = {}
    result = []
    for utterance in utterances:
        text, form = spell(utterance.transcript, alphabet)
        if form:
            count, example = found.get(form, (0, utterance.where))
            found[form] = (count + 1, example)
            utterance = utterance.with_transcript(text)
        result.append(utterance)
    return result, [Respelled(form, count, example) for form, (count, example) in found.items()]
