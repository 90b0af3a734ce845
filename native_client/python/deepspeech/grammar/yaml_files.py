"""Reads the YAML of template files, joins several, and checks that everything has the right type."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from deepspeech.grammar.nodes import GrammarError

MAX_FILE_BYTES = 2**25  # Home Assistant's largest language has less than 1 MB
SUFFIXES = (".yaml", ".yml")
MISSING_PACKAGE = "Grammars of templates need the package hassil: pip install hassil"


def read_yaml(paths: Sequence[str | os.PathLike[str]]) -> dict[str, Any]:
    """Reads files, and all YAML files of folders by name, and joins their sections.

    Raises:
        GrammarError: if a file cannot be read or has not the form of a template file.
        ImportError: without the package hassil.
    """
    merged: dict[str, Any] = {}
    for path in _files(paths):
        content = _load(path)
        for section, value in content.items():
            _join(merged, str(section), value, path)
    where = ", ".join(os.fspath(path) for path in paths)
    if not isinstance(merged.get("language"), str):
        raise GrammarError(
            f"{where}: expected language, such as language: en. Received: {_shown(merged.get('language'))}"
        )
    if not merged.get("intents"):
        raise GrammarError(f"{where}: expected intents with data and sentences. Received: none")
    return merged


def _files(paths: Sequence[str | os.PathLike[str]]) -> Iterator[Path]:
    for path in map(Path, paths):
        if not path.is_dir():
            yield path
            continue
        found = sorted(file for file in path.iterdir() if file.suffix.lower() in SUFFIXES)
        if not found:
            raise GrammarError(
                f"{path}: expected a folder with template files (.yaml). Received: one without"
            )
        yield from found


def _load(path: Path) -> dict[Any, Any]:
    try:
        import yaml
    except ImportError as error:  # hassil brings it
        raise ImportError(MISSING_PACKAGE) from error
    try:
        with open(path, "rb") as file:
            data = file.read(MAX_FILE_BYTES + 1)
    except OSError as error:
        raise GrammarError(f"{path} cannot be read: {error.strerror or error}") from error
    if len(data) > MAX_FILE_BYTES:
        raise GrammarError(
            f"{path}: expected a template file of at most {MAX_FILE_BYTES} bytes. Received: more"
        )
    try:
        content = yaml.safe_load(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise GrammarError(f"{path}: must be UTF-8. Received: byte 0x{data[error.start]:02x}") from error
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        line = f"row {mark.line + 1} of {path}" if mark is not None else str(path)
        problem = getattr(error, "problem", None) or type(error).__name__
        raise GrammarError(f"{line}: expected YAML. Received: {problem}") from error
    if not isinstance(content, dict):
        raise GrammarError(
            f"{path}: expected a template file of hassil (language, intents). Received: {_shown(content)}"
        )
    return content


def _join(merged: dict[str, Any], section: str, value: Any, path: Path) -> None:
    wanted = {"intents": dict, "lists": dict, "expansion_rules": dict, "skip_words": list, "settings": dict}
    if section in wanted and value is None:
        return
    if section in wanted and not isinstance(value, wanted[section]):
        kind = "a list" if wanted[section] is list else "names with values"
        raise GrammarError(f"{section} of {path}: expected {kind}. Received: {_shown(value)}")
    if section == "language" and merged.get("language", value) != value:
        raise GrammarError(
            f"language of {path}: expected {merged['language']}, as before. Received: {_shown(value)}"
        )
    if section == "skip_words":
        merged[section] = [*merged.get(section, []), *value]
    elif section == "intents":
        intents = merged.setdefault(section, {})
        for name, intent in value.items():
            data = checked(intent, dict, f"intent {name} of {path}", "data").get("data")
            intents.setdefault(str(name), []).extend(
                checked(data, list, f"data of intent {name} of {path}", "a list")
            )
    elif section in wanted:
        merged[section] = {**merged.get(section, {}), **{str(name): item for name, item in value.items()}}
    else:
        merged[section] = value


def checked(value: Any, kind: Any, where: str, expected: str) -> Any:
    """The value, if it is of a kind.

    Raises:
        GrammarError: if it is not.
    """
    if not isinstance(value, kind) or (kind is not bool and isinstance(value, bool)):
        hint = " (YAML takes on, off, yes and no for true and false, unless they are in quotation marks)"
        is_boolean = hint if isinstance(value, bool) else ""
        raise GrammarError(f"{where}: expected {expected}. Received: {_shown(value)}{is_boolean}")
    return value


def named(value: Any, where: str) -> Mapping[str, Any]:
    """A mapping with its names as text; nothing counts as an empty one.

    Raises:
        GrammarError: if it is something else.
    """
    if value is None:
        return {}
    return {str(name): item for name, item in checked(value, dict, where, "names with values").items()}


def plain_value(value: Any, where: str) -> str | int | float | bool:
    """A value that a slot may have.

    Raises:
        GrammarError: for other types, and for text with line breaks.
    """
    if (
        not isinstance(value, str | int | float | bool)
        or value != value
        or value in (float("inf"), -float("inf"))
    ):
        raise GrammarError(f"{where}: expected a text, a number, true or false. Received: {_shown(value)}")
    if isinstance(value, str) and any(ord(c) < 32 for c in value):
        raise GrammarError(
            f"{where}: expected a text without line breaks and tabs. Received: {_shown(value)}"
        )
    return value


def _shown(value: Any) -> str:
    text = "nothing" if value is None else repr(value)
    return text if len(text) <= 80 else f"{text[:80]}…"
