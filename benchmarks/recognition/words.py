"""Normalizes transcripts of all recognizers to the alphabet of English: a to z, apostrophe and space."""

from __future__ import annotations

import re
import unicodedata

from num2words import num2words

from training.english.filtering import spelled

_SYMBOLS = {"%": " percent ", "&": " and ", "£": " £", "€": " €", "$": " $"}
_CURRENCIES = {"$": "dollars", "£": "pounds", "€": "euros"}
_NUMBER = re.compile(
    r"([$£€]?)(\d{1,3}(?:,\d{3})+|\d+)(\.\d+)?(st|nd|rd|th|s)?(?![a-z])",
    re.IGNORECASE,
)
_YEARS = (range(1100, 2000), range(2010, 2100))
_LONGEST = 5  # digits; longer numbers without commas are read digit by digit


def normalized(text: str) -> str:
    """Words of a transcript: `May 2nd, 1886: $5.` becomes `may second eighteen eighty six five dollars`.

    Accents are removed, and apostrophes at the beginning or end of a word, which may be quotation marks. It
    is applied to references, too.
    """
    text = text.replace("’", "'")
    decomposed = unicodedata.normalize("NFKD", text)
    text = "".join(character for character in decomposed if not unicodedata.combining(character))
    for symbol, words in _SYMBOLS.items():
        text = text.replace(symbol, words)
    text = spelled(_NUMBER.sub(_in_words, text))
    return " ".join(word for word in (part.strip("'") for part in text.split()) if word)


def _in_words(match: re.Match[str]) -> str:
    currency, digits, fraction, ending = match.groups(default="")
    ending = ending.lower()
    number = int(digits.replace(",", ""))
    if fraction:
        words = num2words(f"{number}{fraction}")
    elif ending in ("st", "nd", "rd", "th"):
        words = num2words(number, to="ordinal")
    elif "," not in digits and (len(digits) > _LONGEST or (digits[0] == "0" and len(digits) > 1)):
        words = " ".join(num2words(int(digit)) for digit in digits)
    elif "," not in digits and not currency and any(number in years for years in _YEARS):
        words = num2words(number, to="year")
    else:
        words = num2words(number)
    if ending == "s":  # the 1920s
        words = words[:-1] + "ies" if words.endswith("y") else words + "s"
    return f" {words} {_CURRENCIES.get(currency, '')} "
