"""Transcripts in the alphabet's form of Unicode: "é" as one character, or as "e" and an accent."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from deepspeech_tf.data.sample import Utterance
from deepspeech_tf.errors import AlphabetError
from deepspeech_tf.text.alphabet import Alphabet

# Composed first: what keyboards and nearly all texts have.
FORMS: dict[str, Callable[[str], str]] = {
    "composed (NFC)": lambda text: unicodedata.normalize("NFC", text),
    "decomposed (NFD)": lambda text: unicodedata.normalize("NFD", text),
}


@dataclass(frozen=True)
class Respelled:
    """How many transcripts were brought to which form; `example` is where the first of them stands."""

    form: str
    count: int
    example: str


def spell(text: str, alphabet: Alphabet) -> tuple[str, str]:
    """`text` as the alphabet can spell it, and the form that it was brought to ("" for none).

    A text that the alphabet cannot spell in any form stays as it is.
    """
    if text.isascii() or _can_spell(text, alphabet):
        return text, ""
    for form, normalize in FORMS.items():
        other = normalize(text)
        if other != text and _can_spell(other, alphabet):
            return other, form
    return text, ""


def respell(utterances: Sequence[Utterance], alphabet: Alphabet) -> tuple[list[Utterance], list[Respelled]]:
    """Utterances with transcripts that the alphabet can spell, where another form of Unicode is enough."""
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


def _can_spell(text: str, alphabet: Alphabet) -> bool:
    try:
        alphabet.encode(text)
    except AlphabetError:
        return False
    return True
