"""A graph over parts of words, and the words that lead from one place in it to the next."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TypeAlias

_PARTS = re.compile(r"\s+|\S+")


@dataclass(frozen=True)
class Mark:
    """The beginning (even) or the end (odd) of the words of a slot."""

    number: int


@dataclass(frozen=True)
class Space:
    """The end of a word."""


SPACE = Space()
Label: TypeAlias = str | Mark | Space | None


@dataclass
class Graph:
    """Places with edges to others: a part of a word, a space, a mark, or nothing."""

    edges: list[list[tuple[Label, int]]] = field(default_factory=list)
    end: int = 0

    def node(self) -> int:
        """A new place."""
        self.edges.append([])
        return len(self.edges) - 1

    def edge(self, start: int, label: Label, end: int) -> None:
        """Connects two places."""
        self.edges[start].append((label, end))

    def text(self, start: int, text: str) -> int:
        """Adds a text behind a place, and returns the place behind it."""
        for part in _PARTS.findall(text):
            end = self.node()
            self.edge(start, SPACE if part.isspace() else part, end)
            start = end
        return start


@dataclass(frozen=True)
class WordArc:
    """A word that leads from one place to another, and the marks before and after it."""

    word: str
    target: int
    before: tuple[int, ...]
    after: tuple[int, ...]


def word_arcs(graph: Graph, place: int) -> tuple[list[WordArc], list[tuple[int, ...]]]:
    """The words that may come next at a place, in the order of the template.

    A mark inside a word counts for the whole word.

    Returns:
        The words, and if the sentence may end here, the marks that come before its end.
    """
    arcs: dict[WordArc, None] = {}
    ends: dict[tuple[int, ...], None] = {}
    seen: set[tuple[int, str, tuple[int, ...], tuple[int, ...]]] = set()
    stack: list[tuple[int, str, tuple[int, ...], tuple[int, ...]]] = [(place, "", (), ())]
    while stack:
        step = stack.pop()
        if step in seen:
            continue
        seen.add(step)
        here, word, before, after = step
        if here == graph.end:
            if word:
                arcs[WordArc(word, here, before, after)] = None
            else:
                ends[before] = None
        for label, target in reversed(graph.edges[here]):
            if isinstance(label, Space) and word:
                arcs[WordArc(word, target, before, after)] = None
            elif isinstance(label, Mark):
                ends_slot = label.number % 2 == 1
                if word and ends_slot:
                    stack.append((target, word, before, (*after, label.number)))
                else:
                    stack.append((target, word, (*before, label.number), after))
            else:
                part = label if isinstance(label, str) else ""
                stack.append((target, word + part, before, after))
    return list(arcs), list(ends)
