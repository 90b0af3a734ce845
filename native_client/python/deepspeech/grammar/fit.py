"""Compares templates with an alphabet: what it cannot spell is found, and can be left out."""

from __future__ import annotations

from dataclasses import replace

from deepspeech.grammar import nodes
from deepspeech.grammar.nodes import Choice, Entry, Grammar, Node, Slot, Template, Text
from deepspeech.grammar.spelling import Spelling

MAX_FOUND = 1000


def unspellable(grammar: Grammar, spelling: Spelling) -> list[str]:
    """One line for each word with characters that the alphabet lacks: the word, these, and where it is.

    The first MAX_FOUND of them.
    """
    found: dict[str, None] = {}
    texts = [(phrase, "skip_words") for phrase in grammar.skipped]
    seen: set[int] = set()
    for template in grammar.templates:
        for node in nodes.walk(template.node):
            if isinstance(node, Text) and id(node) not in seen:
                seen.add(id(node))
                texts.append((node.text, template.where if node.where in template.where else node.where))
    for text, where in texts:
        for word in text.split() if spelling.missing(text.replace(" ", "")) else ():
            missing = spelling.missing(word)
            if missing and len(found) < MAX_FOUND:
                lacking = ", ".join(f"{c!r} (U+{ord(c[0]):04X})" for c in missing)
                found[f'the alphabet cannot spell "{word}" of {where}: it lacks {lacking}'] = None
    return list(found)


def without_unspellable(grammar: Grammar, spelling: Spelling) -> tuple[Grammar, list[str]]:
    """The grammar without what the alphabet cannot spell: options of choices, values of lists, sentences.

    Returns:
        The grammar, and the places of the templates that it lost.
    """
    made: dict[int, Node | None] = {}
    kept: list[Template] = []
    lost: list[str] = []
    for template in grammar.templates:
        node = _kept(template.node, spelling, made)
        if node is None:
            lost.append(template.where)
        else:
            kept.append(replace(template, node=node))
    skipped = [phrase for phrase in grammar.skipped if not spelling.missing(phrase.replace(" ", ""))]
    return Grammar(grammar.language, kept, skipped), lost


def _kept(node: Node, spelling: Spelling, made: dict[int, Node | None]) -> Node | None:
    """The node without what cannot be spelled; None if nothing is left. Shared objects stay shared."""
    if id(node) not in made:
        made[id(node)] = _reduced(node, spelling, made)
    return made[id(node)]


def _reduced(node: Node, spelling: Spelling, made: dict[int, Node | None]) -> Node | None:
    if isinstance(node, Text):
        return None if spelling.missing("".join(node.text.split())) else node
    parts = [_kept(child, spelling, made) for child in nodes.children(node)]
    if isinstance(node, Choice):
        options = tuple(part for part in parts if part is not None)
        return node if len(options) == len(parts) else Choice(options) if options else None
    if any(part is None for part in parts):
        return None
    whole = tuple(part for part in parts if part is not None)
    if all(part is child for part, child in zip(whole, nodes.children(node), strict=True)):
        return node
    if isinstance(node, Entry):
        return Entry(node.value, whole[0])
    if isinstance(node, Slot):
        assert isinstance(whole[0], Choice)
        return Slot(node.name, whole[0])
    return nodes.Sequence(whole)
