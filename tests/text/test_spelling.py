"""Composed and decomposed letters."""

import pytest

from deepspeech_tf.text.alphabet import Alphabet
from deepspeech_tf.text.spelling import compose, spell


@pytest.mark.parametrize(
    ("text", "composed"),
    [
        ("cafe", "cafe"),
        ("cafe\u0301", "caf\u00e9"),
        ("caf\u00e9", "caf\u00e9"),
        ("\u1112\u1161\u11ab", "\ud55c"),  # Korean
        ("\u0958", "\u0958"),  # NFC would take this letter of Hindi apart
        ("x\u0302", "x\u0302"),  # no composed form exists
    ],
)
def test_composing(text: str, composed: str) -> None:
    assert compose(text) == composed


def test_each_letter_of_korean() -> None:
    jamo = Alphabet.from_labels(["\u1112", "\u1161", "\u11ab"])
    assert spell("\ud55c", jamo) == ("\u1112\u1161\u11ab", "decomposed (NFD)")
