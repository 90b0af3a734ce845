"""Lists of templates: values with their words, and ranges of numbers, which are spelled as words."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator
from typing import Any

from deepspeech._arguments import quote
from deepspeech.grammar import nodes
from deepspeech.grammar.nodes import Choice, Entry, GrammarError, Node, Text
from deepspeech.grammar.spelling import Spelling
from deepspeech.grammar.yaml_files import checked, plain_value

MAX_NUMBERS = 20_000  # of a range
MAX_TEXTS = 10_000  # that a value without `out` may have
_TEMPLATE = re.compile(r"[(){}<>\[\]|]")

Parse = Callable[[str, str], Node]


class Lists:
    """The lists that sentences of one place may refer to; each is converted when it is first used."""

    def __init__(self, language: str, spelling: Spelling) -> None:
        self._language = language
        self._spelling = spelling
        self._descriptions: dict[str, tuple[Any, str, Parse]] = {}
        self._made: dict[object, Choice] = {}

    def copy(self) -> Lists:
        """Lists to which others can be added. What is converted already is shared."""
        other = Lists(self._language, self._spelling)
        other._descriptions = dict(self._descriptions)
        other._made = self._made
        return other

    def add(self, name: str, description: Any, where: str, parse: Parse) -> None:
        """A list as YAML has it; replaces one of that name."""
        self._descriptions[name] = checked(description, dict, where, "values or a range"), where, parse

    def __contains__(self, name: object) -> bool:
        return name in self._descriptions

    def __iter__(self) -> Iterator[str]:
        return iter(self._descriptions)

    def entries(self, name: str, used: str) -> Choice:
        """The entries of a list.

        Raises:
            GrammarError: if there are none, or if it is a wildcard; says where.
        """
        description, where, parse = self._descriptions[name]
        key = (name, where)
        if key not in self._made:
            if "values" in description:
                values = checked(description["values"], list, f"values of {where}", "a list")
                found = [
                    e
                    for n, value in enumerate(values, 1)
                    for e in _entries(value, f"value {n} of {where}", parse)
                ]
                if not found:
                    raise GrammarError(f"values of {where}: expected at least one. Received: none")
                self._made[key] = Choice(tuple(found))
            elif "range" in description:
                self._made[key] = self._range_of(
                    checked(description["range"], dict, f"range of {where}", "from, to"), where
                )
            elif description.get("wildcard"):
                raise GrammarError(
                    f"{where}, used in {used}: expected values or a range, since a language model needs to "
                    "know the words. Received: wildcard"
                )
            else:
                raise GrammarError(
                    f"{where}: expected values or a range. Received: {sorted(map(str, description))}"
                )
        return self._made[key]

    def inline_range(self, start: int, stop: int, step: int, *, where: str) -> Choice:
        """The numbers of a range that is written in a sentence."""
        key = (start, stop, step)
        if key not in self._made:
            self._made[key] = self._numbers(
                range(start, stop + 1, max(step, 1)), (), 1, self._language, where
            )
        return self._made[key]

    def _range_of(self, description: dict[Any, Any], where: str) -> Choice:
        bounds = []
        for name, default in (("from", None), ("to", None), ("step", 1)):
            bounds.append(
                int(checked(description.get(name, default), int, f"{name} of {where}", "an integer"))
            )
        start, stop, step = bounds
        if start > stop or step < 1:
            raise GrammarError(
                f"{where}: expected from ≤ to and step ≥ 1. Received: from {start}, to {stop}, step {step}"
            )
        fractions = {"halves": (0.5,), "tenths": tuple(n / 10 for n in range(1, 10)), None: ()}
        kind = description.get("fractions")
        if kind not in fractions:
            raise GrammarError(f"fractions of {where}: expected halves or tenths. Received: {quote(kind)}")
        factor = checked(
            description.get("multiplier") or 1, int | float, f"multiplier of {where}", "a number"
        )
        language = checked(
            description.get("words_language", self._language), str, f"words_language of {where}", "a text"
        )
        return self._numbers(range(start, stop + 1, step), fractions[kind], factor, language, where)

    def _numbers(
        self, integers: range, fractions: tuple[float, ...], factor: float, language: str, where: str
    ) -> Choice:
        if len(integers) * (1 + len(fractions)) > MAX_NUMBERS:
            raise GrammarError(f"{where}: expected at most {MAX_NUMBERS} numbers. Received: {integers}")
        numbers = [n + part for n in integers for part in (0, *fractions)]
        return Choice(
            tuple(
                Entry(_value(number * factor), Text(self._spelling.text(words), where))
                for number in numbers
                for words in _spoken(number, language, where)
            )
        )


def _value(number: float) -> int | float:
    rounded = round(number, 6)
    return int(rounded) if rounded == math.floor(rounded) else rounded


def _spoken(number: float, language: str, where: str) -> list[str]:
    """The ways in which a number is said, each once."""
    from hassil.numbers import get_rbnf_engine

    if -1 < number < 0:  # unicode-rbnf has only the sign of these
        one = _spoken(1, language, where)[0]
        minus = _spoken(-1, language, where)[0].removesuffix(one)
        return [minus + words for words in _spoken(-number, language, where)]
    try:
        found = get_rbnf_engine(language).format_number(number).text_by_ruleset.values()
    except (ValueError, NotImplementedError, KeyError) as error:
        raise GrammarError(
            f"{where}: expected a language whose numbers can be spelled as words. Received: {language}"
        ) from error
    spoken = list(dict.fromkeys(words.replace("-", " ").replace("\xad", "") for words in found))
    if language.partition("_")[0].partition("-")[0] == "en":
        spoken += [with_and for words in spoken if (with_and := _with_and(words)) != words]
    return spoken


def _with_and(words: str) -> str:
    """English numbers as they are said in Britain: one hundred and five."""
    head, hundred, rest = words.rpartition(" hundred ")
    return (
        f"{head} hundred and {rest}"
        if hundred and not rest.startswith(("thousand", "million", "point"))
        else words
    )


def _entries(value: Any, where: str, parse: Parse) -> Iterator[Entry]:
    """A value of a list; without `out`, its words are its value, so each wording is an entry."""
    if isinstance(value, dict):
        words = checked(value.get("in"), str | int | float, f"in of {where}", "a text")
        out = value.get("out")
    else:
        words, out = checked(value, str | int | float, where, "a text, or in and out"), None
    node = _words(str(words), where, parse)
    if out is not None:
        yield Entry(plain_value(out, f"out of {where}"), node)
    elif not _TEMPLATE.search(str(words)):
        yield Entry(plain_value(words, where), node)
    else:
        for text in _texts(node, where):
            yield Entry(text, Text(text, where))


def _words(text: str, where: str, parse: Parse) -> Node:
    node = parse(text, where)
    if any(isinstance(part, nodes.Slot) for part in nodes.walk(node)):
        raise GrammarError(f"{where}: expected a value that refers to no list. Received: {text}")
    return node


def _texts(node: Node, where: str) -> list[str]:
    """All wordings of a node without slots."""

    def limited(found: list[str]) -> list[str]:
        if len(found) > MAX_TEXTS:
            raise GrammarError(f"{where}: expected at most {MAX_TEXTS} wordings of a value without out")
        return found

    def expand(part: Node) -> list[str]:
        if isinstance(part, Text):
            return [part.text]
        if isinstance(part, Choice):
            return limited([text for option in part.options for text in expand(option)])
        found = [""]
        for item in nodes.children(part):
            ends = expand(item)
            limited([""] * (len(found) * len(ends)))
            found = [begin + end for begin in found for end in ends]
        return found

    return list(dict.fromkeys(" ".join(text.split()) for text in expand(node)))
