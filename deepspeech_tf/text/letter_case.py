"""Lower and upper case, including the dotted and dotless i of Turkish."""

from __future__ import annotations


def lower_case(text: str, *, dotless_i: bool = False) -> str:
    """`text` in lower case.

    "İ" becomes "i". By the rules of Unicode, it would become "i" with a combining dot (U+0307), which looks
    the same but is in no alphabet. Other programs produce that sequence, so it also becomes "i".

    Args:
        text: any text.
        dotless_i: convert "I" to "ı" instead of "i", as in Turkish and Azerbaijani.
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
        dotted_i: convert "i" to "İ" instead of "I", as in Turkish and Azerbaijani.
    """
    return (text.replace("i", "\u0130") if dotted_i else text).upper()
