"""What messages quote of a person's files."""

from hypothesis import given
from hypothesis import strategies as st

from deepspeech_tf.errors import cut, one_line, quote


@given(st.text() | st.binary() | st.lists(st.text()) | st.integers())
def test_short_values_are_quoted_whole(value: object) -> None:
    assert len(repr(value)) > 80 or quote(value) == repr(value)


def test_long_values_are_cut() -> None:
    assert quote("x" * 81) == f"'{'x' * 80}…' (81 characters)"
    assert quote("x" * 10**7, 5) == "'xxxxx…' (10000000 characters)"
    assert quote(["x" * 100] * 1000) == "['" + "x" * 78 + "…"
    assert len(quote("\0" * 10**6)) < 400
    assert quote(10**5000) == quote([10**5000]) == "a number of too many digits"
    assert cut("a" * 301) == "a" * 300 + "…" and cut("a") == "a"


def test_control_characters_become_escapes() -> None:
    assert one_line("a\nb\tc\x1b[31m\x85\u2028.wav") == r"a\nb\tc\x1b[31m\x85\u2028.wav"
    assert one_line("ä b\\c 語.wav") == "ä b\\c 語.wav"
