"""Reads JSON of corpora. Errors name missing values and values of the wrong type."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from deepspeech_tf.errors import ImporterError, quote
from deepspeech_tf.importers.tables import Damaged, read_text, text_rows

Item = Mapping[str, Any]


def json_rows(path: Path, damaged: Damaged) -> Iterator[tuple[int, dict[str, Any]]]:
    """Objects of a JSON Lines file, each with the number of its line.

    Args:
        path: the file, UTF-8.
        damaged: called with number and reason for a line that is not an object.

    Raises:
        ImporterError: see `tables.read_text`.
    """
    for number, line in text_rows(path):
        try:
            value = parse_json(line)
        except ImporterError as error:
            damaged(number, str(error))
            continue
        if isinstance(value, dict):
            yield number, value
        else:
            damaged(number, f"must be a JSON object. Received: {quote(line.strip())}")


def read_json(path: Path) -> Any:
    """The value of a JSON file.

    Raises:
        ImporterError: see `tables.read_text` and `parse_json`; names the file.
    """
    text = read_text(path)
    try:
        return parse_json(text)
    except ImporterError as error:
        raise ImporterError(f"{path}: {error}") from error


def parse_json(text: str) -> Any:
    """The value of a JSON text.

    Raises:
        ImporterError: if it is not JSON, with the position and the received text.
    """
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        rest = text[error.pos :].strip()
        line = f"line {error.lineno}, " if "\n" in text else ""
        received = quote(rest) if rest else "the end"
        place = f"{line}character {error.colno}"
        raise ImporterError(f"must be JSON: {error.msg} at {place}. Received: {received}") from error
    except RecursionError as error:
        raise ImporterError("must be JSON with fewer nested levels. Received: too many") from error
    except ValueError as error:  # a number with thousands of digits
        raise ImporterError(f"must be JSON with shorter numbers. Received: {quote(text)}") from error


def received(item: Item, name: str) -> str:
    """The value of a field, for messages."""
    if name not in item:
        return "none"
    return "null" if item[name] is None else quote(item[name])


def text_value(item: Item, name: str) -> str:
    """The text of a field.

    Raises:
        ImporterError: if it is missing or of another type.
    """
    value = item.get(name)
    if not isinstance(value, str):
        raise ImporterError(f"must have {name!r}, a text. Received: {received(item, name)}")
    return value


def seconds_value(item: Item, name: str, default: float | None = None) -> float:
    """The seconds in a field, which may also contain them as text.

    Args:
        item: the object.
        name: name of the field.
        default: value for a missing field or null; None: the field is required.

    Raises:
        ImporterError: if it is missing or of another type.
    """
    value = item.get(name)
    if value is None and default is not None:
        return default
    try:
        seconds = math.nan if isinstance(value, bool) or value is None else float(value)
    except (TypeError, ValueError, OverflowError):
        seconds = math.nan
    if not math.isfinite(seconds):
        raise ImporterError(f"must have {name!r}, a number of seconds. Received: {received(item, name)}")
    return seconds
