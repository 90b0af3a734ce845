"""French text as it is read aloud: numbers, times and signs in words."""

from __future__ import annotations

import re

from deepspeech_tf.errors import ImporterError

# The order matters: later ones are applied to the result of earlier ones.
SIGNS = (
    ("[end]", ""),
    ("m²", "mètres carrés"),
    ("CO²", "CO deux"),
    ("%", " pour cent"),
    ("€", " euros"),
    ("°", " degrés"),
    ("+", " plus "),
    ("B2B", "B to B"),
    ("B2C", "B to C"),
    ("#", "hashtag "),
    ("@", " at "),
    ("&", " et "),
    ("\u00b8c", "ç"),
)
_TIME = re.compile(r"\b(\d{1,2}):(\d{2})(?::(\d{2}))?\b")
_THOUSANDS = re.compile(r"(?<=\d)[ \u00a0\u202f](?=\d{3}\b)")
_RANGE = re.compile(r"(?<=\d)\s*[-/]\s*(?=\d)")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)?")


def spoken_french(text: str) -> str:
    """Converts digits and signs to words: "50 000 €" is "cinquante mille euros", "10:30" a time.

    Raises:
        ImporterError: if the package num2words is not installed.
    """
    for sign, words in SIGNS:
        text = text.replace(sign, words)
    text = _TIME.sub(_time_words, text)
    text = _THOUSANDS.sub("", text)
    text = _RANGE.sub(" à ", text)
    text = _NUMBER.sub(lambda match: f" {_number_words(match.group())} ", text)
    return " ".join(text.split())


def _time_words(match: re.Match[str]) -> str:
    hours, minutes, seconds = match.groups()
    return (
        f"{hours} heures {minutes} minutes et {seconds} secondes" if seconds else f"{hours} heures {minutes}"
    )


def _number_words(digits: str) -> str:
    try:
        from num2words import num2words
    except ImportError as error:
        raise ImporterError("numbers in words need the package num2words: pip install num2words") from error
    number = float(digits.replace(",", ".")) if re.search("[.,]", digits) else int(digits)
    words: str = num2words(number, lang="fr")
    return words
