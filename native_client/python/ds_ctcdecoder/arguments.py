"""Arguments, checked and converted for C. Errors name the argument, what is expected and what was given."""

from __future__ import annotations

import operator
import os
from collections.abc import Iterable
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

from deepspeech._arguments import number as as_number
from deepspeech._arguments import quote, wrong_type
from deepspeech._arguments import text as as_text

__all__ = [
    "as_array",
    "as_count",
    "as_instance",
    "as_integer",
    "as_number",
    "as_path",
    "as_text",
    "as_words",
    "quote",
    "wrong_type",
]

T = TypeVar("T")
MAX_COUNT = 2**31 - 1


def as_instance(name: str, kind: type[T], value: T) -> T:
    """Raises TypeError unless `value` is of this class."""
    if not isinstance(value, kind):
        article = "an" if kind.__name__[0] in "AEIOU" else "a"
        raise wrong_type(name, f"{article} {kind.__name__}", value)
    return value


def as_path(name: str, path: str | bytes | os.PathLike[str]) -> bytes:
    """A path; raises TypeError or ValueError as `as_text`."""
    return as_text(name, path, is_path=True)


def as_words(name: str, words: Iterable[str | bytes]) -> list[bytes]:
    """A list of words; TypeError for a single string, whose letters would be taken for words."""
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


def as_array(name: str, values: npt.ArrayLike) -> npt.NDArray[np.float64]:
    """A contiguous array of real numbers.

    Raises:
        TypeError: if the values are not real numbers.
        ValueError: if nested lists differ in length.
    """
    try:
        array = np.asarray(values)
    except ValueError:
        raise ValueError(f"{name} must be an array. Received: lists of different lengths") from None
    if array.dtype.kind not in "fiub":
        raise TypeError(f"{name} must be an array of real numbers. Received: {array.dtype} {quote(values)}")
    return np.ascontiguousarray(array, np.float64)
