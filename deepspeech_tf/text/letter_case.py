"""Lower and upper case for every language: Turkish has two letters i, with and without a dot."""

from __future__ import annotations


def lower_case(text: str, *, dotless_i: bool = False) -> str:
    """`text` in lower case.

    "İ" becomes "i". Unicode's own rule makes it "i" with a combining dot (U+0307), which looks the same,
    is in no alphabet, and is what other programs leave behind; it becomes "i" as well.

    Args:
        text: any text.
        dotless_i: "I" becomes "ı", as in Turkish and Azerbaijani, instead of "i".
    """
    if text.isascii() and not dotless_i:
        return text.lower()
    text = text.replace("I\u0307", "\u0130").replace("\u0130", "i")
    if dotless_i:
        text = text.replace("I", "\u0131")
    return text.lower().replace("i\u0307", "i")


def upper_case(text: str, *, dotted_i: bool = False) -> str:
    """`text` in upper case.

    Args:
        text: any text.
        dotted_i: "i" becomes "İ", as in Turkish and Azerbaijani, instead of "I".
    """
    return (text.replace("i", "\u0130") if dotted_i else text).upper()
