"""Brings the texts of templates to the form that a recogniser writes: words without punctuation."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection

# Marks around words, which nobody says. A full stop or comma between letters or digits stays, to be reported.
_PUNCTUATION = '。,，.?¿？؟!¡！;；:：…—–―"“”„«»'
_MARKS = re.compile(rf"(?<!\w)[{re.escape(_PUNCTUATION)}]+|[{re.escape(_PUNCTUATION)}]+(?!\w)")
_JOINTS = re.compile(r"[-_‐‑]")


def _plain(text: str) -> str:
    return unicodedata.normalize("NFC", text.lower())


def _nothing(_text: str) -> list[str]:
    return []


class Spelling:
    """How words are written.

    Args:
        convert: brings a text to the case and the form of Unicode that the alphabet has. Default: lower case,
            composed.
        missing: the characters of a text that the alphabet lacks. Default: none.
    """

    def __init__(
        self,
        convert: Callable[[str], str] = _plain,
        missing: Callable[[str], Collection[str]] = _nothing,
    ) -> None:
        self._convert = convert
        self._missing = missing

    def text(self, text: str) -> str:
        """A part of a template as it is written.

        Punctuation around words is removed. Hyphens and low lines become spaces, and typographic apostrophes
        plain ones, unless the alphabet has them.
        """
        known = self._missing is not _nothing
        if not known or self._missing("\u2019"):
            text = text.replace("\u2019", "'")
        text = "".join(_MARKS.split(text))
        text = _JOINTS.sub(lambda mark: mark[0] if known and not self._missing(mark[0]) else " ", text)
        return self._convert(text)

    def missing(self, word: str) -> list[str]:
        """The characters of a word that the alphabet lacks, in order, each once."""
        return list(dict.fromkeys(self._missing(word))) if word else []
