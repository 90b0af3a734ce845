"""Finds and repairs the characters of a transcript that do not match an alphabet."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

from deepspeech_tf.data.spelling import FORMS
from deepspeech_tf.errors import quote
from deepspeech_tf.text.alphabet import Alphabet, name_characters
from deepspeech_tf.text.letter_case import lower_case, upper_case

# Typographic character -> plain character.
PLAIN = {
    "\u2018": "'", "\u2019": "'", "\u201b": "'", "\u02bc": "'", "\u00b4": "'", "`": "'", "\uff07": "'",
    "\u201c": '"', "\u201d": '"', "\u201e": '"', "\u00ab": '"', "\u00bb": '"',
    "\u2010": "-", "\u2011": "-", "\u2012": "-", "\u2013": "-", "\u2014": "-", "\u2212": "-",
}  # fmt: skip
_SPACES = re.compile(" {2,}")

Found = list[tuple[str, str]]  # kind and detail of each finding


def examine_transcript(text: str, alphabet: Alphabet) -> tuple[str, Found]:
    """The repaired transcript, as far as possible, and the findings."""
    if not text or text.isspace():
        return text, [("no_transcript", f"Received: {quote(text)}")]
    if "\n" in text or "\r" in text:
        return text, [("line_break", f"Received: {quote(text)}")]
    found: Found = []
    if alphabet.is_bytes:
        digits = [c for c in dict.fromkeys(text) if c.isdecimal()]
        if digits:
            found.append(("digits_as_bytes", f"{name_characters(digits)} in {quote(text)}"))
        text = _exchange(text, alphabet, found, "tab", lambda c: " " if c.isspace() else c, _is_blank)
    else:
        for kind, exchange in _EXCHANGES:
            text = _exchange(text, alphabet, found, kind, exchange)
        text = _in_form(text, alphabet, found)
        text = _exchange(text, alphabet, found, "typography", lambda c: PLAIN.get(c, c))
        text = _in_case(text, alphabet, found)
    tidy = _SPACES.sub(" ", text).strip(" ")
    if tidy != text:
        found.append(("spaces", f"Received: {quote(text)}"))
    _name_missing(tidy, alphabet, found)
    return tidy, found


def _is_blank(character: str) -> bool:
    return character.isspace() and character != " "


_EXCHANGES: tuple[tuple[str, Callable[[str], str]], ...] = (
    ("tab", lambda c: " " if c.isspace() else c),
    ("invisible", lambda c: "" if unicodedata.category(c) in ("Cf", "Cc") else c),
)


def _exchange(
    text: str,
    alphabet: Alphabet,
    found: Found,
    kind: str,
    exchange: Callable[[str], str],
    is_wrong: Callable[[str], bool] | None = None,
) -> str:
    """Replaces characters that are not in the alphabet, if the replacements are."""
    wrong = alphabet.missing(text) if is_wrong is None else [c for c in dict.fromkeys(text) if is_wrong(c)]
    others = {c: other for c in wrong if (other := exchange(c)) != c and not alphabet.missing(other)}
    if not others:
        return text
    found.append((kind, f"{name_characters(list(others))} in {quote(text)}"))
    return "".join(others.get(c, c) for c in text)


def _in_form(text: str, alphabet: Alphabet, found: Found) -> str:
    """Converts to the Unicode normal form with the fewest characters outside the alphabet, ignoring case."""

    def lacking(candidate: str) -> int:
        return len(alphabet.missing(_in_case(candidate, alphabet, [])))

    least = lacking(text) if not text.isascii() else 0
    for form, normalize in FORMS.items():
        if least and lacking(normalize(text)) < least:
            other = normalize(text)
            wrong = [c for c in alphabet.missing(_in_case(text, alphabet, [])) if c not in other]
            found.append(
                ("normal_form", f"{name_characters(wrong)} in {quote(text)}; the alphabet has {form}")
            )
            return other
    return text


def _in_case(text: str, alphabet: Alphabet, found: Found) -> str:
    """Converts letters that the alphabet contains only in the other case."""
    if "i\u0307" in text and alphabet.missing("\u0307"):  # to which most programs convert the Turkish "İ"
        found.append(("case", name_characters(["\u0307"]) + f" in {quote(text)}"))
        text = text.replace("i\u0307", "i")
    dotless, dotted = not alphabet.missing("\u0131"), not alphabet.missing("\u0130")
    lower = _exchange(text, alphabet, found, "case", lambda c: lower_case(c, dotless_i=dotless))
    return _exchange(lower, alphabet, found, "case", lambda c: upper_case(c, dotted_i=dotted))


def _name_missing(text: str, alphabet: Alphabet, found: Found) -> None:
    missing = alphabet.missing(text)
    digits = [c for c in missing if c.isdecimal()]
    others = [c for c in missing if not c.isdecimal()]
    if digits:
        found.append(("digits", f"{name_characters(digits)} in {quote(text)}"))
    if others:
        found.append(("alphabet", f"{name_characters(others)} in {quote(text)}"))
