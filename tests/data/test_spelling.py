"""Transcripts in the composed or decomposed form, whichever the alphabet has."""

from __future__ import annotations

import pytest

from deepspeech_tf.data.spelling import Respelled, respell, spell
from deepspeech_tf.data.utterance import Utterance
from deepspeech_tf.text.alphabet import Alphabet
from deepspeech_tf.text.bytes_alphabet import BytesAlphabet

COMPOSED = Alphabet.from_labels([" ", "e", "t", "\u00e9"])
DECOMPOSED = Alphabet.from_labels([" ", "e", "t", "\u0301"])


@pytest.mark.parametrize(
    ("text", "alphabet", "spelt", "form"),
    [
        ("\u00e9t\u00e9", COMPOSED, "\u00e9t\u00e9", ""),
        ("e\u0301te\u0301", COMPOSED, "\u00e9t\u00e9", "composed (NFC)"),
        ("\u00e9t\u00e9", DECOMPOSED, "e\u0301te\u0301", "decomposed (NFD)"),
        ("tete", COMPOSED, "tete", ""),
        ("\u00fct", COMPOSED, "\u00fct", ""),  # in no form
        ("e\u0301te\u0301", BytesAlphabet(), "e\u0301te\u0301", ""),
    ],
)
def test_spelling(text: str, alphabet: Alphabet, spelt: str, form: str) -> None:
    assert spell(text, alphabet) == (spelt, form)


def test_what_was_changed_is_counted() -> None:
    texts = ["\u00e9te", "e\u0301te", "te", "te\u0301"]
    given = [Utterance(f"{row}.wav", "a.csv", 10, text, row=row) for row, text in enumerate(texts, 2)]
    received, found = respell(given, COMPOSED)
    assert [one.transcript for one in received] == ["\u00e9te", "\u00e9te", "te", "t\u00e9"]
    assert [(one.path, one.where, one.size) for one in received] == [
        (one.path, one.where, one.size) for one in given
    ]
    assert found == [Respelled("composed (NFC)", 2, "row 3 of a.csv")]
