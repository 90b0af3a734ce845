"""Grammars of spoken commands: templates of Home Assistant's `hassil`, compiled for the native matcher.

The modules, in the order of their use: `templates` reads YAML files, `spelling` brings words to the form that
a recogniser writes, `automaton` turns templates to states and arcs over words, and `grammar_file` writes
these.
"""

from __future__ import annotations

import os
from collections.abc import Sequence

from deepspeech.grammar.automaton import Automaton, build_automaton
from deepspeech.grammar.grammar_file import grammar_text
from deepspeech.grammar.nodes import Grammar, GrammarError
from deepspeech.grammar.spelling import Spelling
from deepspeech.grammar.templates import read_templates

__all__ = [
    "Automaton",
    "Grammar",
    "GrammarError",
    "Spelling",
    "build_automaton",
    "compile_templates",
    "grammar_text",
]


def compile_templates(paths: Sequence[str | os.PathLike[str]]) -> str:
    """Reads template files and compiles them, without an alphabet that words are checked with.

    Returns:
        The text of a commands file.

    Raises:
        GrammarError: if a file is no template file; the message says where.
        ImportError: without the package hassil.
    """
    return grammar_text(build_automaton(read_templates(paths, Spelling())))
