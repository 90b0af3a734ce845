"""Text in the alphabet's form of Unicode: "é" as one character, or as "e" and an accent."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # it needs NumPy, which making a language model does without
    from deepspeech_tf.text.alphabet import Alphabet

# Composed first: what keyboards and nearly all texts have.
FORMS: dict[str, Callable[[str], str]] = {
    "composed (NFC)": lambda text: unicodedata.normalize("NFC", text),
    "decomposed (NFD)": lambda text: unicodedata.normalize("NFD", text),
}


def spell(text: str, alphabet: Alphabet) -> tuple[str, str]:
    """`text` as the alphabet can spell it, and the form that it was brought to ("" for none).

    A text that the alphabet cannot spell in any form stays as it is.
    """
    if text.isascii() or not alphabet.missing(text):
        return text, ""
    for form, normalize in FORMS.items():
        other = normalize(text)
        if other != text and not alphabet.missing(other):
            return other, form
    return text, ""


def compose(text: str) -> str:
    """`text` with accents joined to their letters, for where no alphabet says which form is wanted.

    What NFC would take apart (some letters of Hindi) or exchange for another of the same length stays.
    """
    if text.isascii():
        return text
    composed = unicodedata.normalize("NFC", text)
    return composed if len(composed) < len(text) else text
