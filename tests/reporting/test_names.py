"""Names shortened in their middle, and text from outside in HTML."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deepspeech_tf.reporting.names import clipped, columns, escaped, name, prose, shortened


@pytest.mark.parametrize(
    ("path", "short"),
    [
        ("a.wav", "a.wav"),
        ("/data/librispeech/test/1089-134686-0000.flac", "/data/…/1089-134686-0000.flac"),
        ("/data/of/many/people/librispeech/test.csv", "/data/o…/librispeech/test.csv"),
        ("x" * 80 + ".wav", "xxxxxxxxxxxxx…xxxxxxxxxx.wav"),
        ("/d/" + "y" * 80 + ".wav", "yyyyyyyyyyyyy…yyyyyyyyyy.wav"),
    ],
)
def test_examples(path: str, short: str) -> None:
    assert shortened(path, 28 if len(short) < 29 else 29) == short


@given(st.text(max_size=80), st.integers(12, 40))
def test_never_longer_than_asked(path: str, most: int) -> None:
    short = shortened(path, most)
    assert columns(short) <= most
    _, ellipsis, after = short.partition("…")
    if ellipsis and "…" not in path:
        assert path.endswith(after) or path.rstrip("/").endswith(after)
        assert not after or not unicodedata.combining(after[0])


def test_characters_keep_their_accents() -> None:
    decomposed = "e\u0301" * 60 + ".wav"
    short = shortened(decomposed, 21)
    assert columns(short) == 21 and short.count("e") == short.count("\u0301")
    assert columns("오늘") == 4 and columns("e\u0301") == 1


def test_attributes_and_text_are_escaped() -> None:
    html = name("/a\"b/<i>'&.wav")
    assert '"b' not in html.replace('="', "") and "<i>" not in html and "&lt;i&gt;" in html
    assert escaped("a\x00\x1bb") == "a\ufffd\ufffdb"


def test_numbers_stay_with_their_unit() -> None:
    assert prose("28.6 % of 8 kHz, 3 Hzs") == "28.6\u00a0% of 8\u00a0kHz, 3 Hzs"


def test_only_over_long_words_may_be_broken() -> None:
    assert prose("a " + "b" * 24) == "a " + "b" * 24
    assert prose("b" * 25 + "<") == f'<span class="long">{"b" * 25}&lt;</span>'


def test_clipped() -> None:
    assert clipped("abc", 3) == "abc"
    assert clipped("abcdef", 3) == "abc… (and 3 more characters)"
