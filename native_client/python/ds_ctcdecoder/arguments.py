"""Arguments as C takes them; errors name the argument, what is expected, and what came."""

from __future__ import annotations

import operator
import os
from collections.abc import Iterable
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

T = TypeVar("T")
MAX_COUNT = 2**31 - 1
_QUOTED = 80  # characters of a value that a message quotes


def quote(value: object) -> str:
    """The `repr` of a value, cut to a readable length."""
    if isinstance(value, str | bytes) and len(value) > _QUOTED:
        shown = repr(value[:_QUOTED])
        return f"{shown[:-1]}…{shown[-1]} ({len(value)} characters)"
    if isinstance(value, int) and value.bit_length() > 4 * _QUOTED:
        return "a number of too many digits"  # which Python may refuse to convert to text
    shown = repr(value)
    return shown if len(shown) <= _QUOTED + 2 else shown[:_QUOTED] + "…"


def wrong_type(name: str, wanted: str, value: object) -> TypeError:
    return TypeError(f"{name} must be {wanted}. Received: {quote(value)} ({type(value).__name__})")


def as_instance(name: str, kind: type[T], value: T) -> T:
    """Raises TypeError unless `value` is of this class."""
    if not isinstance(value, kind):
        article = "an" if kind.__name__[0] in "AEIOU" else "a"
        raise wrong_type(name, f"{article} {kind.__name__}", value)
    return value


def as_path(name: str, path: str | bytes | os.PathLike[str]) -> bytes:
    """A path.

    Raises:
        TypeError: if it is no path.
        ValueError: if it contains a null character, where C would take it to end.
    """
    try:
        encoded = os.fsencode(path)
    except TypeError:
        raise wrong_type(name, "a path", path) from None
    if b"\0" in encoded:
        raise ValueError(f"{name} must not contain a null character. Received: {quote(os.fspath(path))}")
    return encoded


def as_text(name: str, text: str | bytes) -> bytes:
    """Text as UTF-8.

    Raises:
        TypeError: if it is no text.
        ValueError: if it cannot be encoded, or contains a null character, where C would take it to end.
    """
    if not isinstance(text, str | bytes):
        raise wrong_type(name, "text", text)
    try:
        encoded = text.encode("utf-8") if isinstance(text, str) else text
    except UnicodeEncodeError as error:
        raise ValueError(f"{name} must be valid Unicode. Received: {quote(text)}") from error
    if b"\0" in encoded:
        raise ValueError(f"{name} must not contain a null character. Received: {quote(text)}")
    return encoded


def as_words(name: str, words: Iterable[str | bytes]) -> list[bytes]:
    """A list of words; TypeError for a single text, whose letters would be taken for words."""
    if isinstance(words, str | bytes) or not isinstance(words, Iterable):
        raise wrong_type(name, "a list of words", words)
    return [as_text(f"{name}[{place}]", word) for place, word in enumerate(words)]


def as_integer(name: str, value: Any) -> int:
    """Raises TypeError, or ValueError for other numbers, unless `value` is an integer."""
    try:
        return operator.index(value)
    except TypeError:
        if isinstance(value, int | float | np.number):
            raise ValueError(f"{name} must be an integer. Received: {quote(value)}") from None
        raise wrong_type(name, "an integer", value) from None


def as_count(name: str, value: Any) -> int:
    """A positive number that fits the C interface; raises as `as_integer`, and ValueError otherwise."""
    count = as_integer(name, value)
    if count <= 0:
        raise ValueError(f"{name} must be greater than 0. Received: {quote(count)}")
    if count > MAX_COUNT:
        raise ValueError(f"{name} must be at most {MAX_COUNT}. Received: {quote(count)}")
    return count


def as_number(name: str, value: Any) -> float:
    """Raises TypeError unless `value` is a real number; those that are too large become infinite."""
    if isinstance(value, str | bytes | complex | np.complexfloating):
        raise wrong_type(name, "a number", value)
    try:
        return float(value)
    except OverflowError:
        return float("inf") if value > 0 else float("-inf")
    except (TypeError, ValueError):
        raise wrong_type(name, "a number", value) from None


def as_array(name: str, values: npt.ArrayLike) -> npt.NDArray[np.float64]:
    """An array of real numbers without gaps.

    Raises:
        TypeError: if the values are no real numbers.
        ValueError: if nested lists differ in length.
    """
    try:
        array = np.asarray(values)
    except ValueError:
        raise ValueError(f"{name} must be an array. Received: lists of different lengths") from None
    if array.dtype.kind not in "fiub":
        raise TypeError(f"{name} must be an array of real numbers. Received: {array.dtype} {quote(values)}")
    return np.ascontiguousarray(array, np.float64)
