"""Arguments of native calls: handles, samples, numbers and bytes, checked and kept alive during calls."""

from __future__ import annotations

import ctypes
import math
import operator
import os
from collections.abc import Callable
from typing import Any, SupportsFloat, SupportsIndex

import numpy as np
import numpy.typing as npt

from deepspeech import _declarations as c

_LARGEST = 2**32 - 1  # of an unsigned int
_QUOTED = 80  # characters of a value that a message shows


def quote(value: object) -> str:
    """The `repr` of a value, cut to a readable length."""
    if isinstance(value, str | bytes) and len(value) > _QUOTED:
        shown = repr(value[:_QUOTED])
        return f"{shown[:-1]}…{shown[-1]} ({len(value)} characters)"
    if isinstance(value, int) and value.bit_length() > 4 * _QUOTED:
        return "a number of too many digits"  # which Python may refuse to convert to text
    shown = repr(value)
    return shown if len(shown) <= _QUOTED + 2 else shown[:_QUOTED] + "…"


def wrong_type(name: str, expected: str, value: object) -> TypeError:
    """The error for an argument of the wrong type."""
    return TypeError(f"{name} must be {expected}. Received: {quote(value)} ({type(value).__name__})")


class NativeHandle:
    """A model or stream of the native library, released when the last reference to this object is gone.

    Each call holds a reference, so another thread cannot release it during the call.
    """

    def __init__(self, value: int, release: Callable[[int], None]) -> None:
        self._as_parameter_ = ctypes.c_void_p(value)  # the argument that ctypes passes
        self._value = value
        self._release: Callable[[int], None] | None = release

    def disown(self) -> None:
        """Gives up ownership, because another function has released the handle."""
        self._release = None

    def __del__(self) -> None:
        if self._release is not None:
            self._release(self._value)


def samples(audio: npt.ArrayLike) -> tuple[Any, int, npt.NDArray[np.int16]]:
    """Pointer and length of int16 samples; the array is returned so that it stays alive during the call.

    A contiguous int16 array is not copied.

    Raises:
        ValueError: for anything but a one-dimensional array of 16-bit integers. Floating-point audio would
            have to be scaled, so it is not converted silently.
    """
    array = np.asarray(audio)
    if array.size == 0:
        array = array.astype(np.int16).reshape(-1)
    if array.dtype != np.int16 or array.ndim != 1:
        raise ValueError(
            "audio must be a one-dimensional array of int16 samples. "
            f"Received: {array.dtype} with shape {array.shape}"
        )
    array = np.ascontiguousarray(array)
    return array.ctypes.data_as(c.Samples), unsigned("the number of samples", len(array)), array


def unsigned(name: str, value: SupportsIndex) -> int:
    """An integer as an unsigned int of C; ctypes would truncate it silently.

    Raises:
        TypeError: if it is not an integer.
        ValueError: if it does not fit.
    """
    try:
        number = operator.index(value)
    except TypeError:
        raise wrong_type(name, "an integer", value) from None
    if not 0 <= number <= _LARGEST:
        raise ValueError(f"{name} must be from 0 to {_LARGEST}. Received: {quote(number)}")
    return number


def number(name: str, value: SupportsFloat) -> float:
    """A real number as a float. An integer that is too large becomes infinite.

    Raises:
        TypeError: if it is not a real number.
    """
    if isinstance(value, str | bytes | complex | np.complexfloating):
        raise wrong_type(name, "a number", value)
    try:
        return float(value)
    except OverflowError:  # of an integer
        return math.inf if value > 0 else -math.inf  # type: ignore[operator]
    except (TypeError, ValueError):
        raise wrong_type(name, "a number", value) from None


def buffer(name: str, data: bytes | bytearray | memoryview) -> tuple[Any, int, Any]:
    """Pointer and length of bytes, which are not copied; the last result keeps them alive.

    Raises:
        TypeError: if it is not a contiguous buffer of bytes.
        ValueError: if there are too many.
    """
    try:
        view = memoryview(data).cast("B")
    except TypeError:
        raise wrong_type(name, "bytes without gaps", data) from None
    array = np.frombuffer(view, np.uint8) if view.nbytes else np.zeros(0, np.uint8)
    return array.ctypes.data_as(ctypes.c_char_p), unsigned(f"the size of {name}", len(array)), array


def text(name: str, value: str | bytes | os.PathLike[str], *, is_path: bool = False) -> bytes:
    """A string, or with `is_path` a path, as bytes for C.

    Raises:
        TypeError: if it is not text, or not a path.
        ValueError: if it cannot be encoded, or contains a null character, which would end it in C.
    """
    if isinstance(value, str | bytes):
        shown: str | bytes = value
    elif is_path and isinstance(value, os.PathLike):
        shown = os.fspath(value)
    else:
        raise wrong_type(name, "a path" if is_path else "text", value)
    try:
        encoded = os.fsencode(shown) if is_path or isinstance(shown, bytes) else shown.encode()
    except UnicodeEncodeError as error:
        raise ValueError(f"{name} must be valid Unicode. Received: {quote(shown)}") from error
    if b"\0" in encoded:
        raise ValueError(f"{name} must not contain a null character. Received: {quote(shown)}")
    return encoded
