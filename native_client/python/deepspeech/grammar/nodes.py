"""What templates consist of, as plain nodes: texts, sequences, choices, and slots with their values."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TypeAlias


class GrammarError(Exception):
    """Templates that cannot be used; the message says where, what was expected and what was received."""


@dataclass(frozen=True, eq=False)
class Text:
    """A part of words, with spaces where words end.

    Attributes:
        text: in the form of `spelling`.
        where: where it is written, for messages.
    """

    text: str
    where: str


@dataclass(frozen=True, eq=False)
class Sequence:
    """One after the other."""

    items: tuple[Node, ...]


@dataclass(frozen=True, eq=False)
class Choice:
    """One of several. Lists and rules that are used in several places are one object there."""

    options: tuple[Node, ...]


@dataclass(frozen=True, eq=False)
class Entry:
    """A value of a list, and the words for it."""

    value: str | int | float | bool
    words: Node


@dataclass(frozen=True, eq=False)
class Slot:
    """A slot, filled by one of the entries."""

    name: str
    entries: Choice  # of Entry


Node: TypeAlias = "Text | Sequence | Choice | Entry | Slot"


@dataclass(frozen=True)
class Template:
    """A sentence template.

    Attributes:
        intent: its intent.
        slots: slots that it has without words, with their values.
        node: what is said.
        where: for messages.
    """

    intent: str
    slots: tuple[tuple[str, str | int | float | bool], ...]
    node: Node
    where: str


@dataclass
class Grammar:
    """Templates, and phrases that may be said anywhere without a meaning."""

    language: str
    templates: list[Template] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)


def children(node: Node) -> tuple[Node, ...]:
    """The nodes that a node consists of."""
    if isinstance(node, Sequence):
        return node.items
    if isinstance(node, Choice):
        return node.options
    if isinstance(node, Entry):
        return (node.words,)
    return (node.entries,) if isinstance(node, Slot) else ()


def walk(node: Node) -> Iterator[Node]:
    """Every node below a node and itself, each object once."""
    seen: set[int] = set()
    stack = [node]
    while stack:
        top = stack.pop()
        if id(top) in seen:
            continue
        seen.add(id(top))
        yield top
        stack.extend(reversed(children(top)))
