"""Converts text to the Unicode normal form of an alphabet: "é" as one character, or as "e" and an accent."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # it needs NumPy, which building a language model does not
    from deepspeech_tf.text.alphabet import Alphabet

# Composed first, because keyboards and nearly all texts use it.
FORMS: dict[str, Callable[[str], str]] = {
    "composed (NFC)": lambda text: unicodedata.normalize("NFC", text),
    "decomposed (NFD)": lambda text: unicodedata.normalize("NFD", text),
}


def spell(text: str, alphabet: Alphabet) -> tuple[str, str]:
    """Converts `text` to a normal form that the alphabet can spell.

    Text that the alphabet cannot spell in any form is unchanged.

    Returns:
        The text, and the name of the form ("" if unchanged).
    """
    if text.isascii() or not alphabet.missing(text):
        return text, ""
    for form, normalize in FORMS.items():
        other = normalize(text)
        if other != text and not alphabet.missing(other):
            return other, form
    return text, ""


def compose(text: str) -> str:
    """Composes letters and accents, for use without an alphabet.

    Sequences that NFC would decompose (some letters of Hindi) or replace without composing are unchanged.
    """
    if text.isascii():
        return text
    composed = unicodedata.normalize("NFC", text)
    return composed if len(composed) < len(text) else text
