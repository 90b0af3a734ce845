"""Writes automata as files for the native client; doc/commands.md describes the format."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from deepspeech.grammar.automaton import Automaton

HEAD = "deepspeech-commands 1"


def grammar_text(automaton: Automaton) -> str:
    """The text of a commands file."""
    return "".join(f"{line}\n" for line in _lines(automaton))


def _lines(automaton: Automaton) -> Iterator[str]:
    yield HEAD
    yield from _section("words", automaton.words)
    yield from _section("intents", automaton.intents)
    yield from _section("values", (f"{kind} {slot}\t{value}" for kind, slot, value in automaton.values))
    yield from _section("marks", (_numbers(marks) for marks in automaton.marks))
    yield from _section("skip", (_numbers(phrase) for phrase in automaton.skipped))
    yield f"states {len(automaton.states)}"
    for state in automaton.states:
        yield f"{len(state.ends)} {len(state.arcs)}"
        yield from (_numbers(end) for end in state.ends)
        yield from (_numbers(arc) for arc in state.arcs)


def _section(name: str, lines: Iterable[str]) -> Iterator[str]:
    listed = list(lines)
    yield f"{name} {len(listed)}"
    yield from listed


def _numbers(numbers: Iterable[int]) -> str:
    return " ".join(map(str, numbers))
