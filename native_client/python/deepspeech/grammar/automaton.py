"""Turns templates to an automaton over words, whose equal ends are shared.

Texts of templates are parts of words ("light[s]"), so a template first becomes a graph over parts, and then a
graph over words, from one end of a word to the next. States with the same ways to an end are one state, so a
list at the end of a hundred sentences is there once. Source of the latter: J. Daciuk, S. Mihov, B. Watson,
R. Watson, Incremental construction of minimal acyclic finite-state automata, Computational Linguistics 26,
2000.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, field
from typing import TypeVar

from deepspeech.grammar import nodes
from deepspeech.grammar.nodes import Choice, Entry, Grammar, GrammarError, Node, Slot, Template, Text
from deepspeech.grammar.words import Graph, Mark, WordArc, word_arcs

MAX_ARCS = 4_000_000
MAX_WORDS = 512  # of a sentence; the native client's limit, too
Value = tuple[str, str | int | float | bool]
Marks = tuple[int, ...]


T = TypeVar("T", bound=Hashable)


@dataclass
class Numbered(dict[T, int]):
    """Numbers things in the order in which they appear."""

    def of(self, thing: T) -> int:
        return self.setdefault(thing, len(self))


@dataclass(frozen=True)
class State:
    """Ends (intent, marks) and arcs (word, target, marks before and after it), all as numbers."""

    ends: tuple[tuple[int, int], ...]
    arcs: tuple[tuple[int, int, int, int], ...]


@dataclass
class Automaton:
    """An automaton. Arcs lead to states of lower numbers; the last state is the start."""

    words: Numbered[str] = field(default_factory=Numbered)
    intents: Numbered[str] = field(default_factory=Numbered)
    values: Numbered[tuple[str, str, str]] = field(default_factory=Numbered)  # type, slot, value
    marks: Numbered[Marks] = field(default_factory=Numbered)
    skipped: list[tuple[int, ...]] = field(default_factory=list)
    states: Numbered[State] = field(default_factory=Numbered)
    arcs: int = 0


def build_automaton(grammar: Grammar) -> Automaton:
    """The automaton of all templates.

    Raises:
        GrammarError: if it would be too large, or a sentence has no words.
    """
    automaton = Automaton()
    automaton.marks.of(())
    arcs: dict[tuple[int, int, int, int], None] = {}
    for template in grammar.templates:
        start = _Compiler(automaton, template).compile()
        if not start.arcs:
            raise GrammarError(f"{template.where}: expected words. Received: none")
        arcs.update(dict.fromkeys(start.arcs))
    for phrase in grammar.skipped:
        automaton.skipped.append(tuple(map(automaton.words.of, phrase.split())))
    # A new state, since nothing leads to the start. Ends without words are no sentences.
    automaton.states.of(State((), tuple(arcs)))
    return automaton


def typed(value: str | int | float | bool) -> tuple[str, str]:
    """A value's type (s: text, n: number, b: true or false) and its text."""
    if isinstance(value, bool):
        return "b", "true" if value else "false"
    return ("s", value) if isinstance(value, str) else ("n", repr(value))


class _Compiler:
    """Adds the states of one template."""

    def __init__(self, automaton: Automaton, template: Template) -> None:
        self._automaton = automaton
        self._template = template
        self._graph = Graph()
        self._values: dict[int, tuple[int, int]] = {}
        self._lengths: dict[int, int] = {}  # place -> words of the longest way to an end

    def compile(self) -> State:
        """Everything that can be said, as the state at its beginning, which is not in the automaton."""
        end = self._add(self._template.node, self._graph.node())
        self._graph.end = end
        fixed: list[int] = []
        for name, value in self._template.slots:
            number = self._automaton.values.of(_entry(name, value))
            fixed += [2 * number, 2 * number + 1]
        self._fixed = tuple(fixed)
        return self._states()

    def _add(self, node: Node, start: int) -> int:
        """Adds a node behind a place of the graph, and returns the place behind it."""
        graph = self._graph
        if isinstance(node, Text):
            return graph.text(start, node.text)
        if isinstance(node, Choice):
            end = graph.node()
            for option in node.options:
                graph.edge(self._add(option, start), None, end)
            return end
        if isinstance(node, Slot):
            end = graph.node()
            for entry in node.entries.options:
                assert isinstance(entry, Entry)
                value = self._automaton.values.of(_entry(node.name, entry.value))
                inside = graph.node()
                graph.edge(start, Mark(2 * value), inside)
                graph.edge(self._add(entry.words, inside), Mark(2 * value + 1), end)
            return end
        for item in nodes.children(node):
            start = self._add(item, start)
        return start

    def _states(self) -> State:
        """Visits the places where words begin, each after those that follow it."""
        automaton, start = self._automaton, 0
        made: dict[int, int] = {}
        found: dict[int, tuple[list[WordArc], list[Marks]]] = {}
        stack = [start]
        while stack:
            place = stack[-1]
            if place not in found:
                found[place] = word_arcs(self._graph, place)
                self._count(len(found[place][0]))
                stack += [arc.target for arc in reversed(found[place][0]) if arc.target not in found]
                continue
            stack.pop()
            if place in made:
                continue
            self._measure(place, found[place][0])
            state = self._state(*found[place], made)
            if place == start:
                return state
            made[place] = automaton.states.of(state)
        raise AssertionError("the start comes last")

    def _measure(self, place: int, arcs: list[WordArc]) -> None:
        self._lengths[place] = max((self._lengths[arc.target] + 1 for arc in arcs), default=0)
        if self._lengths[place] > MAX_WORDS:
            raise GrammarError(f"{self._template.where}: expected at most {MAX_WORDS} words. Received: more")

    def _count(self, arcs: int) -> None:
        self._automaton.arcs += arcs
        if self._automaton.arcs > MAX_ARCS:
            raise GrammarError(
                f"{self._template.where}: expected a grammar with at most {MAX_ARCS} places of words. "
                "Received: more; shorter lists, and fewer items in any order, make it smaller"
            )

    def _state(self, arcs: list[WordArc], ends: list[Marks], made: dict[int, int]) -> State:
        automaton = self._automaton
        intent = automaton.intents.of(self._template.intent)
        return State(
            tuple(dict.fromkeys((intent, automaton.marks.of(marks + self._fixed)) for marks in ends)),
            tuple(
                dict.fromkeys(
                    (
                        automaton.words.of(arc.word),
                        made[arc.target],
                        automaton.marks.of(arc.before),
                        automaton.marks.of(arc.after),
                    )
                    for arc in arcs
                )
            ),
        )


def _entry(name: str, value: str | int | float | bool) -> tuple[str, str, str]:
    kind, text = typed(value)
    return kind, name, text
