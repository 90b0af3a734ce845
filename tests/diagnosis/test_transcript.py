"""Transcripts as alphabets can spell them."""

from __future__ import annotations

import pytest

from deepspeech_tf.diagnosis.transcript import examine_transcript
from deepspeech_tf.text.alphabet import Alphabet
from deepspeech_tf.text.bytes_alphabet import BytesAlphabet

SMALL = Alphabet.from_labels([*" abcdefghijklmnopqrstuvwxyz'é"])
LARGE = Alphabet.from_labels([*" ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"])
DECOMPOSED = Alphabet.from_labels([*" abcdefghijklmnopqrstuvwxyz", "\u0301"])

TURKISH = Alphabet.from_labels([*" abcçdefgğhıijklmnoöprsştuüvyz"])
TURKISH_CAPITALS = Alphabet.from_labels([*" ABCÇDEFGĞHIİJKLMNOÖPRSŞTUÜVYZ"])


@pytest.mark.parametrize(
    ("alphabet", "text", "repaired", "kinds"),
    [
        (SMALL, "good day", "good day", []),
        (SMALL, "Good Day", "good day", ["case"]),
        (SMALL, "E\u0301cole", "école", ["normal_form", "case"]),
        (SMALL, "É", "é", ["case"]),
        (SMALL, "it’s\u00a0a\u200b tab\t", "it's a tab", ["tab", "invisible", "typography", "spaces"]),
        (SMALL, "room 101 is ñ", "room 101 is ñ", ["digits", "alphabet"]),
        (SMALL, "١", "١", ["digits"]),
        (SMALL, "Straße", "straße", ["case", "alphabet"]),
        (LARGE, "room 101", "ROOM 101", ["case"]),
        (DECOMPOSED, "é", "e\u0301", ["normal_form"]),
        (DECOMPOSED, "ñ", "ñ", ["alphabet"]),
        (SMALL, "İzmir i\u0307yi", "izmir iyi", ["case", "case"]),
        (TURKISH, "İzmir Irak i\u0307yi", "izmir ırak iyi", ["case", "case"]),
        (TURKISH_CAPITALS, "iki ırmak", "İKİ IRMAK", ["case"]),
    ],
)
def test_repair(alphabet: Alphabet, text: str, repaired: str, kinds: list[str]) -> None:
    result, found = examine_transcript(text, alphabet)
    assert result == repaired
    assert [kind for kind, _ in found] == kinds


def test_characters_are_named() -> None:
    _, found = examine_transcript("cafe\u0301 ñ", SMALL)
    details = dict(found)
    assert "U+0301" in details["normal_form"] and "composed (NFC)" in details["normal_form"]
    assert details["alphabet"] == "'ñ' (U+00F1) in 'café ñ'"


def test_bytes_spell_everything() -> None:
    text, found = examine_transcript("Grüße\tan 3", BytesAlphabet())
    assert text == "Grüße an 3"
    assert [kind for kind, _ in found] == ["digits_as_bytes", "tab"]
