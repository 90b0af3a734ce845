"""Draws sentences from a grammar of commands: first what covers it, then at random."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass

from deepspeech.grammar import nodes
from deepspeech.grammar.nodes import Choice, Entry, Grammar, Node, Slot, Template, Text

SHARE_WITH_SKIPPED = 0.2  # of the sentences that have a phrase without meaning at one of their ends


@dataclass(frozen=True)
class Sample:
    """A sentence, and what it means.

    Attributes:
        text: words with single spaces between them.
        intent: the intent of its template.
        slots: names and values, in the order of the sentence; those without words come last.
    """

    text: str
    intent: str
    slots: tuple[tuple[str, str | int | float | bool], ...]


Pick = Callable[[Choice], Node]


def draw(grammar: Grammar, n: int, seed: int) -> list[Sample]:
    """Draws at least `n` sentences, each template equally often.

    Every template, every option of every choice (an optional part is there or not), every value of every list
    and every skipped phrase is in one of them at least; more than `n` are drawn if that needs more. A list or
    rule that is used in several places counts as covered if its options are in any of them.
    """
    generator = random.Random(seed)
    cover = _Cover(grammar, generator)
    samples = []
    while (template := cover.next_template()) is not None:
        samples.append(_sample(template, cover.pick))
    samples = [_with_skipped(sample, grammar, generator) for sample in samples]
    samples += [_beside(generator.choice(samples), phrase, generator) for phrase in grammar.skipped]
    order: list[Template] = []
    while len(samples) < n:
        if not order:
            order = generator.sample(grammar.templates, len(grammar.templates))
        sample = _sample(order.pop(), lambda choice: generator.choice(choice.options))
        samples.append(_with_skipped(sample, grammar, generator))
    return samples


class _Cover:
    """Picks options that were picked least, and templates that have some that were never picked."""

    def __init__(self, grammar: Grammar, generator: random.Random) -> None:
        self._random = generator
        self._counts: dict[int, list[int]] = {}
        self._open: dict[int, None] = {}  # choices with options that were never picked
        self._left: list[tuple[Template, list[Choice] | None]] = []
        for template in grammar.templates:
            choices = [node for node in nodes.walk(template.node) if isinstance(node, Choice)]
            self._left.append((template, choices))
            for choice in choices:
                self._counts[id(choice)] = [0] * len(choice.options)
                self._open[id(choice)] = None
        self._left.reverse()
        self._is_new = True

    def next_template(self) -> Template | None:
        """The next template to draw from; None if all is covered."""
        while self._left:
            template, choices = self._left[-1]
            if self._is_new or any(id(choice) in self._open for choice in choices or ()):
                self._is_new = False
                return template
            self._left.pop()
            self._is_new = True
        return None

    def pick(self, choice: Choice) -> Node:
        counts = self._counts[id(choice)]
        least = min(counts)
        place = self._random.choice([n for n, count in enumerate(counts) if count == least])
        counts[place] += 1
        if min(counts) > 0:
            self._open.pop(id(choice), None)
        return choice.options[place]


def _sample(template: Template, pick: Pick) -> Sample:
    parts: list[str] = []
    slots: list[tuple[str, str | int | float | bool]] = []

    def say(node: Node) -> None:
        if isinstance(node, Text):
            parts.append(node.text)
        elif isinstance(node, Choice):
            say(pick(node))
        elif isinstance(node, Slot):
            entry = pick(node.entries)
            assert isinstance(entry, Entry)
            say(entry.words)
            slots.append((node.name, entry.value))
        else:
            for child in nodes.children(node):
                say(child)

    say(template.node)
    return Sample(" ".join("".join(parts).split()), template.intent, (*slots, *template.slots))


def _with_skipped(sample: Sample, grammar: Grammar, generator: random.Random) -> Sample:
    if not grammar.skipped or generator.random() >= SHARE_WITH_SKIPPED:
        return sample
    return _beside(sample, generator.choice(grammar.skipped), generator)


def _beside(sample: Sample, phrase: str, generator: random.Random) -> Sample:
    text = generator.choice((f"{phrase} {sample.text}", f"{sample.text} {phrase}")).strip()
    return Sample(text, sample.intent, sample.slots)
