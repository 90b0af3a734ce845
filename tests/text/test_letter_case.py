"""Lower case, with the two letters i of Turkish."""

import unicodedata

import pytest

from deepspeech_tf.text.letter_case import lower_case


@pytest.mark.parametrize(
    ("text", "plain", "turkish"),
    [
        ("IRAK", "irak", "ırak"),
        ("İSTANBUL", "istanbul", "istanbul"),
        ("DİYARBAKIR", "diyarbakir", "diyarbakır"),
        ("i\u0307stanbul", "istanbul", "istanbul"),  # what str.lower() makes of it
        ("ÉTÉ", "été", "été"),
        ("ΟΔΟΣ", "οδο\u03c2", "οδο\u03c2"),  # the form of sigma at the end of a word
    ],
)
def test_lower_case(text: str, plain: str, turkish: str) -> None:
    for form in ("NFC", "NFD"):
        written = unicodedata.normalize(form, text)
        assert unicodedata.normalize("NFC", lower_case(written)) == plain
        assert unicodedata.normalize("NFC", lower_case(written, dotless_i=True)) == turkish


def test_nothing_is_left_of_the_dot() -> None:
    for dotless_i in (False, True):
        assert "\u0307" not in lower_case("İI\u0307i\u0307", dotless_i=dotless_i)
