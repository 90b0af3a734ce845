"""The alphabet of bytes mode."""

from __future__ import annotations

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deepspeech_tf.errors import AlphabetError
from deepspeech_tf.text.bytes_alphabet import BytesAlphabet

TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))


@given(TEXT)
def test_there_and_back(text: str) -> None:
    alphabet = BytesAlphabet()
    labels = alphabet.encode(text)
    assert alphabet.decode(labels) == text
    assert len(labels) == len(text.encode("utf-8")) and not alphabet.missing(text)


def test_labels() -> None:
    alphabet = BytesAlphabet()
    assert len(alphabet) == 255
    assert alphabet.encode("é ").tolist() == [0xC3 - 1, 0xA9 - 1, 31]
    assert alphabet.space_label == 31


def test_serialized_form() -> None:
    data = BytesAlphabet().serialize()
    assert data[:2] == struct.pack("<H", 255) and len(data) == 2 + 255 * 5
    assert data[2:7] == b"\0\0\1\0\1" and data[-1] == 255


def test_incomplete_bytes() -> None:
    assert BytesAlphabet().decode([0xC3 - 1]) == "\ufffd"


@pytest.mark.parametrize("text", ["a\0", "\ud800"])
def test_refused_text(text: str) -> None:
    with pytest.raises(AlphabetError, match=r"U\+"):
        BytesAlphabet().encode(text)


def test_refused_labels() -> None:
    with pytest.raises(AlphabetError, match="Received: 255"):
        BytesAlphabet().decode([3, 255])
