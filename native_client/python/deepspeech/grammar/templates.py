"""Reads templates of Home Assistant's `hassil`, which parses their sentences, into nodes."""

from __future__ import annotations

import itertools
import os
from collections.abc import Mapping, Sequence
from typing import Any

from deepspeech.grammar import nodes
from deepspeech.grammar.lists import Lists
from deepspeech.grammar.nodes import Choice, Grammar, GrammarError, Node, Template, Text
from deepspeech.grammar.spelling import Spelling
from deepspeech.grammar.yaml_files import MISSING_PACKAGE, checked, named, plain_value, read_yaml

MAX_PERMUTED = 6  # items that may come in any order: 720 orders
_MAX_DEPTH = 40  # of rules and groups inside each other


def read_templates(paths: Sequence[str | os.PathLike[str]], spelling: Spelling) -> Grammar:
    """Reads template files, or folders of them, as one grammar.

    Args:
        paths: YAML files. Intents, lists, rules and skip words of all of them are joined.
        spelling: how words are written.

    Raises:
        GrammarError: if they are no templates, or have what cannot be recognised (wildcards); says where.
        ImportError: without the package hassil.
    """
    try:
        import hassil  # noqa: F401
    except ImportError as error:
        raise ImportError(MISSING_PACKAGE) from error
    content = read_yaml(paths)
    language = content["language"]
    grammar = Grammar(language)
    for phrase in content.get("skip_words", []):
        words = " ".join(spelling.text(checked(phrase, str, "skip_words", "a word or a phrase")).split())
        if words:
            grammar.skipped.append(words)
    reader = _Reader(language, spelling)
    reader.add(content, "")
    for intent, blocks in content["intents"].items():
        for number, block in enumerate(blocks, 1):
            where = f"intent {intent}" if len(blocks) == 1 else f"data {number} of intent {intent}"
            grammar.templates += _block(intent, checked(block, dict, where, "sentences"), reader, where)
    if not grammar.templates:
        raise GrammarError("intents: expected sentences. Received: none")
    return grammar


def _block(intent: str, block: Mapping[str, Any], outer: _Reader, where: str) -> list[Template]:
    """The templates of one element of `data`."""
    reader = outer
    if block.get("expansion_rules") or block.get("lists"):
        reader = outer.copy()
        reader.add(block, f" of {where}")
    slots = tuple(
        (name, plain_value(value, f"slot {name} of {where}"))
        for name, value in named(block.get("slots"), f"slots of {where}").items()
    )
    for name in (intent, *(name for name, _ in slots)):
        plain_value(name, f"name of {where}")
    found = []
    for number, text in enumerate(checked(block.get("sentences"), list, where, "sentences, a list"), 1):
        place = f"sentence {number} of {where}"
        node = reader.parsed(checked(text, str, place, "a text"), place)
        found.append(Template(intent, slots, node, f'{place} ("{text}")'))
    return found


class _Reader:
    """Turns what hassil parsed to nodes; rules and lists are converted once."""

    def __init__(self, language: str, spelling: Spelling) -> None:
        self._spelling = spelling
        self._rules: dict[str, tuple[str, str]] = {}  # name -> text, where
        self._made: dict[str, Node] = {}
        self._open: list[str] = []  # rules that are being converted
        self._lists = Lists(language, spelling)
        self._depth = 0

    def copy(self) -> _Reader:
        other = _Reader("", self._spelling)
        other._rules = dict(self._rules)
        other._lists = self._lists.copy()
        return other

    def add(self, section: Mapping[str, Any], of: str) -> None:
        """Takes the rules and lists of a file or of an element of `data`."""
        for name, text in named(section.get("expansion_rules"), f"expansion_rules{of}").items():
            where = f"expansion rule {name}{of}"
            self._rules[name] = checked(text, str, where, "a text"), where
        for name, description in named(section.get("lists"), f"lists{of}").items():
            self._lists.add(name, description, f"list {name}{of}", self.parsed)

    def parsed(self, text: str, where: str) -> Node:
        """A template as nodes."""
        from hassil.parse_expression import parse_sentence
        from hassil.parser import ParseError

        try:
            sentence = parse_sentence(text)
        except (ParseError, ValueError, AssertionError, IndexError, RecursionError) as error:
            reason = str(error).splitlines()[0] if str(error) else "it cannot be parsed"
            raise GrammarError(f'{where}: expected a template. Received: "{text}": {reason}') from error
        return self._node(sentence.expression, where)

    def _node(self, expression: Any, where: str) -> Node:
        from hassil import expression as h

        self._depth += 1
        if self._depth > _MAX_DEPTH:
            raise GrammarError(f"{where}: expected at most {_MAX_DEPTH} groups and rules inside each other")
        try:
            if isinstance(expression, h.TextChunk):
                return Text(self._spelling.text(expression.original_text), where)
            if isinstance(expression, h.RuleReference):
                return self._rule(expression.rule_name, where)
            if isinstance(expression, h.ListReference):
                return self._slot(expression, where)
            items = tuple(self._node(item, where) for item in expression.items)
            if isinstance(expression, h.Alternative):
                return Choice(items)
            if isinstance(expression, h.Permutation):
                if len(items) > MAX_PERMUTED:
                    raise GrammarError(
                        f"{where}: expected at most {MAX_PERMUTED} items in any order (a; b). "
                        f"Received: {len(items)}"
                    )
                return Choice(tuple(nodes.Sequence(order) for order in itertools.permutations(items)))
            return nodes.Sequence(items)
        finally:
            self._depth -= 1

    def _rule(self, name: str, where: str) -> Node:
        if name not in self._rules:
            raise GrammarError(
                f"{where}: expected a rule of expansion_rules. Received: <{name}>{_known(self._rules)}"
            )
        if name in self._open:
            raise GrammarError(f"{where}: expected rules that do not refer to themselves. Received: <{name}>")
        if name not in self._made:
            self._open.append(name)
            self._made[name] = self.parsed(*self._rules[name])
            self._open.pop()
        return self._made[name]

    def _slot(self, reference: Any, where: str) -> Node:
        plain_value(reference.slot_name, f"name of a slot of {where}")
        bounds = reference.get_inline_range()
        if bounds is not None:
            return nodes.Slot(reference.slot_name, self._lists.inline_range(*bounds, where=where))
        if reference.list_name not in self._lists:
            raise GrammarError(
                f"{where}: expected a list of lists. Received: {{{reference.list_name}}}{_known(self._lists)}"
            )
        return nodes.Slot(reference.slot_name, self._lists.entries(reference.list_name, where))


def _known(names: Any) -> str:
    listed = sorted(names)
    return (
        f"; there are {', '.join(listed[:8])}{' …' if len(listed) > 8 else ''}"
        if listed
        else "; there are none"
    )
