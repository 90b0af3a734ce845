"""Spoken commands: the intent and the slots of a transcript, by a grammar of templates."""

from __future__ import annotations

import ctypes
import os
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from deepspeech import _arguments as arguments
from deepspeech import _declarations as c
from deepspeech._library import library
from deepspeech.errors import check
from deepspeech.metadata import Metadata

MAX_DISTANCE = 0.25
TEMPLATE_SUFFIXES = (".yaml", ".yml")


@dataclass(frozen=True)
class Slot:
    """A slot of a command.

    Attributes:
        name: its name.
        value: what the grammar gives for its words.
        text: its words; empty for a slot that the command has without words.
    """

    name: str
    value: str | int | float | bool
    text: str


@dataclass(frozen=True)
class Command:
    """A command that was recognised.

    Attributes:
        intent: its intent.
        slots: in the order of the sentence; those without words come last.
        sentence: its words as the grammar has them.
        transcript: position of the transcript that was used.
        distance: words that differ, divided by the words of the transcript; 0 if none does.
    """

    intent: str
    slots: tuple[Slot, ...]
    sentence: str
    transcript: int
    distance: float

    @property
    def values(self) -> dict[str, str | int | float | bool]:
        """Values by name; of two slots of one name, the later."""
        return {slot.name: slot.value for slot in self.slots}


class Commands:
    """A grammar of commands. May be used from several threads.

    Args:
        path: a commands file, written by `data/lm/commands.py`; or templates of Home Assistant's hassil, a
            `.yaml` file or a folder of them, which are compiled (this needs the package hassil).

    Raises:
        DeepSpeechError: if a commands file cannot be read or is damaged; `details` says why.
        deepspeech.grammar.GrammarError: if templates cannot be used.
        ImportError: for templates without the package hassil.
    """

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self._handle: arguments.NativeHandle | None = None
        name = os.fsdecode(arguments.text("path", path, is_path=True))
        if Path(name).suffix.lower() not in TEMPLATE_SUFFIXES and not os.path.isdir(name):
            self._load(name)
            return
        from deepspeech.grammar import compile_templates

        with tempfile.TemporaryDirectory() as folder:
            compiled = Path(folder) / "templates.commands"
            compiled.write_text(compile_templates([name]), encoding="utf-8", newline="\n")
            self._load(compiled)

    def _load(self, path: str | os.PathLike[str]) -> None:
        handle = c.Handle()
        name = arguments.text("path", path, is_path=True)
        check("CreateCommands", library().DS_CreateCommands(name, ctypes.byref(handle)))
        assert handle.value is not None  # the status says so
        self._handle = arguments.NativeHandle(handle.value, library().DS_FreeCommands)

    def match(
        self, transcripts: str | Iterable[str] | Metadata, max_distance: float = MAX_DISTANCE
    ) -> Command | None:
        """Finds the command of an utterance.

        The first transcript that is a sentence of the grammar counts; if none is, the nearest sentence over
        all of them. doc/commands.md defines what is near.

        Args:
            transcripts: a text, or several of one utterance, best first; or the result of `sttWithMetadata`.
            max_distance: words that may differ, divided by the words of the transcript; from 0 to 1.

        Returns:
            The command, or None if it is none.

        Raises:
            DeepSpeechError: if `max_distance` is out of range.
        """
        texts = [arguments.text("transcripts", text) for text in _texts(transcripts)]
        limit = arguments.number("max_distance", max_distance)
        listed = (ctypes.c_char_p * len(texts))(*texts)
        found = ctypes.POINTER(c.CommandMatch)()
        assert self._handle is not None
        status = library().DS_MatchCommand(self._handle, listed, len(texts), limit, ctypes.byref(found))
        check("MatchCommand", status)
        if not found:
            return None
        try:
            return _copy(found.contents)
        finally:
            library().DS_FreeCommandMatch(found)


def _texts(transcripts: str | Iterable[str] | Metadata) -> list[str]:
    if isinstance(transcripts, str):
        return [transcripts]
    if isinstance(transcripts, Metadata):
        return [one.text or "".join(t.text for t in one.tokens) for one in transcripts.transcripts]
    return list(transcripts)


def _decoded(text: bytes) -> str:
    return text.decode("utf-8", errors="replace")


def _copy(found: Any) -> Command:
    slots = tuple(_slot(found.slots[i]) for i in range(found.num_slots))
    return Command(
        _decoded(found.intent), slots, _decoded(found.sentence), found.text_index, float(found.distance)
    )


def _slot(slot: Any) -> Slot:
    value: str | int | float | bool = _decoded(slot.value)
    if slot.kind == 1:
        number = float(value)
        value = int(value) if slot.value.lstrip(b"-").isdigit() else number
    elif slot.kind == 2:
        value = slot.value == b"true"
    return Slot(_decoded(slot.name), value, _decoded(slot.text))
