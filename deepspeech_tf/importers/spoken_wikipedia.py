"""Spoken Wikipedia Corpora: articles with word times, cut into utterances."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from deepspeech_tf.errors import ImporterError, quote
from deepspeech_tf.text.letter_case import lower_case

UNKNOWN = "<unknown>"
_TIME_DIGITS = 12
_IGNORED = str.maketrans(dict.fromkeys("/()[]{}<>:"))
# In German the corpus spells numbers digit by digit: 2.000 as "zwei punkt null null null".
_GERMAN_SIGNS = [("$", "dollar"), ("€", "euro"), ("£", "pfund")]
_GERMAN_YEARS = [
    (r"ein tausend (\S+) hundert (\S+) er( |$)", r"\1zehnhundert \2er "),
    (r"ein tausend (acht|neun) hundert", r"\1zehnhundert"),
]
_GERMAN_THOUSANDS = [
    (3, "eine milliarde", "milliarden"),
    (2, "eine million", "millionen"),
    (1, "ein tausend", "tausend"),
]


@dataclass(frozen=True)
class Token:
    """A word or a punctuation mark; without times where it could not be aligned."""

    text: str  # as pronounced, where that is known
    start_ms: int | None
    end_ms: int | None


@dataclass(frozen=True)
class Utterance:
    """Consecutive words of a sentence."""

    words: list[str]
    start_ms: int
    end_ms: int


@dataclass(frozen=True)
class Article:
    """A spoken article."""

    identifier: str
    speaker: str
    sentences: list[list[Token]]

    def utterances(self, max_ms: int, *, without_numbers: bool) -> Iterator[Utterance]:
        """Cuts sentences at numbers, whose pronunciation is unknown, and where they become too long.

        Args:
            max_ms: longest utterance, if it can be cut; 0: any.
            without_numbers: whether to leave out words with digits.
        """
        for sentence in self.sentences:
            part: list[Token] = []
            for token in sentence:
                if without_numbers and any(character.isdigit() for character in token.text):
                    yield from _cut(part, max_ms)
                    part = []
                else:
                    part.append(token)
            yield from _cut(part, max_ms)


def read_article(path: Path) -> Article:
    """An article of an `aligned.swc` file.

    Raises:
        ImporterError: if it cannot be read or is damaged.
    """
    try:
        root = ElementTree.parse(path).getroot()
        properties = {prop.get("key"): prop.get("value") for prop in root.iter("prop")}
        return Article(
            properties.get("DC.identifier") or UNKNOWN,
            properties.get("reader.name") or UNKNOWN,
            [[_token(token) for token in sentence.iter("t")] for sentence in _sentences(root)],
        )
    except (ElementTree.ParseError, ValueError, ImporterError) as error:
        raise ImporterError(f"{path} is damaged: {error}") from error
    except OSError as error:
        raise ImporterError(f"{path} cannot be read: {error.strerror or error}") from error


def spoken_text(text: str, language: str) -> str:
    """Lower case, without brackets; German numbers as they are spoken."""
    text = " ".join(lower_case(text.translate(_IGNORED)).split())
    if language == "german":
        for sign, word in _GERMAN_SIGNS:
            text = text.replace(sign, word)
        for pattern, words in _GERMAN_YEARS:
            text = re.sub(pattern, words, text)
        for groups, one, many in _GERMAN_THOUSANDS:
            zeros = " ".join(["punkt null null null"] * groups)
            text = text.replace("eins " + zeros, one).replace(zeros, many)
    return text.strip()


def _cut(tokens: list[Token], max_ms: int) -> Iterator[Utterance]:
    """Utterances from the first token with a start to the last one with an end."""
    words: list[str] = []
    untimed: list[str] = []  # words and marks since the last end
    start: int | None = None
    end = 0
    for token in tokens:
        start = token.start_ms if start is None else start
        if start is None:
            continue
        untimed.append(token.text)
        if token.end_ms is None:
            continue
        if words and 0 < max_ms < token.end_ms - start:
            yield Utterance(words, start, end)
            words, start = [], end
        words, untimed, end = words + untimed, [], token.end_ms
    if words and start is not None:
        yield Utterance(words, start, end)


def _sentences(root: ElementTree.Element) -> Iterator[ElementTree.Element]:
    """Sentences in their order, except those in parts that were not read aloud."""
    waiting = [root]
    while waiting:
        node = waiting.pop()
        if node.tag == "s":
            yield node
        elif node.tag != "ignored":
            waiting.extend(reversed(node))


def _token(node: ElementTree.Element) -> Token:
    """`<t text="1984"><n pronunciation="neunzehn" start="100" end="400"/>…</t>`."""
    notes = node.findall("n")
    if not notes:
        return Token(node.get("text", ""), None, None)
    starts = [_time_ms(note, "start") for note in notes if "start" in note.attrib]
    ends = [_time_ms(note, "end") for note in notes if "end" in note.attrib]
    words = [note.attrib["pronunciation"] for note in notes if "pronunciation" in note.attrib]
    return Token(" ".join(words), starts[0] if starts else None, max(ends, default=None))


def _time_ms(note: ElementTree.Element, name: str) -> int:
    text = note.attrib[name].strip()
    if not text.isdecimal() or len(text) > _TIME_DIGITS:
        raise ImporterError(f"{name!r} must be a time in ms. Received: {quote(text)}")
    return int(text)
