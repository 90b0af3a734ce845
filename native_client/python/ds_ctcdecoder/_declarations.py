"""Declarations of ds_ctcdecoder.h for ctypes: the only module that uses the shared library."""

from __future__ import annotations

import ctypes
import os
from ctypes import POINTER, c_char_p, c_double, c_float, c_int, c_int32, c_size_t, c_uint32, c_void_p
from pathlib import Path

from deepspeech._library import native_library


class Options(ctypes.Structure):
    _fields_ = (
        ("beam_size", c_uint32),
        ("cutoff_prob", c_double),
        ("cutoff_top_n", c_uint32),
        ("num_results", c_uint32),
        ("num_threads", c_uint32),
        ("num_hot_words", c_uint32),
        ("hot_words", POINTER(c_char_p)),
        ("hot_word_boosts", POINTER(c_float)),
    )


class Hypothesis(ctypes.Structure):
    _fields_ = (
        ("confidence", c_double),
        ("num_tokens", c_size_t),
        ("tokens", POINTER(c_uint32)),
        ("timesteps", POINTER(c_uint32)),
    )


class Row(ctypes.Structure):
    _fields_ = (
        ("utterance", c_size_t),
        ("frame", c_size_t),
        ("lowest", c_double),
        ("highest", c_double),
        ("sum", c_double),
    )


# name: (result, arguments)
FUNCTIONS: dict[str, tuple[object, tuple[object, ...]]] = {
    "DsCtc_Version": (c_char_p, ()),
    "DsCtc_ErrorMessage": (c_char_p, ()),
    "DsCtc_AlphabetRead": (c_int, (c_char_p, POINTER(c_void_p))),
    "DsCtc_AlphabetDeserialize": (c_int, (c_char_p, c_size_t, POINTER(c_void_p))),
    "DsCtc_AlphabetBytes": (c_int, (POINTER(c_void_p),)),
    "DsCtc_AlphabetSerialize": (c_int, (c_void_p, POINTER(c_size_t), POINTER(c_void_p))),
    "DsCtc_AlphabetFree": (None, (c_void_p,)),
    "DsCtc_BufferFree": (None, (c_void_p,)),
    "DsCtc_ScorerLoad": (c_int, (c_char_p, c_void_p, POINTER(c_void_p))),
    "DsCtc_ScorerFree": (None, (c_void_p,)),
    "DsCtc_ScorerSetParameters": (c_int, (c_void_p, c_double, c_double)),
    "DsCtc_ScorerAlpha": (c_double, (c_void_p,)),
    "DsCtc_ScorerBeta": (c_double, (c_void_p,)),
    "DsCtc_ScorerIsBytesMode": (c_int, (c_void_p,)),
    "DsCtc_ScorerMaxOrder": (c_uint32, (c_void_p,)),
    "DsCtc_ScorerLogProb": (c_double, (c_void_p, POINTER(c_char_p), c_size_t, c_int, c_int)),
    "DsCtc_ScorerHasWord": (c_int, (c_void_p, c_char_p)),
    "DsCtc_ScorerWarning": (c_int, (c_void_p, POINTER(c_void_p))),
    "DsCtc_ScorerJudgeHotWord": (c_int, (c_void_p, c_char_p, POINTER(c_int), POINTER(c_void_p))),
    "DsCtc_PackageWrite": (
        c_int,
        (
            c_char_p,
            POINTER(c_char_p),
            c_size_t,
            c_void_p,
            c_int,
            c_double,
            c_double,
            c_char_p,
            POINTER(c_size_t),
            POINTER(c_size_t),
            POINTER(c_void_p),
        ),
    ),
    "DsCtc_CheckProbabilities": (
        c_int,
        (POINTER(c_double), POINTER(c_int32), c_size_t, c_size_t, c_size_t, POINTER(Row)),
    ),
    "DsCtc_DecodeBatch": (
        c_int,
        (
            POINTER(c_double),
            POINTER(c_int32),
            c_size_t,
            c_size_t,
            c_size_t,
            c_void_p,
            c_void_p,
            POINTER(Options),
            POINTER(c_void_p),
        ),
    ),
    "DsCtc_ResultsCount": (c_size_t, (c_void_p, c_size_t)),
    "DsCtc_ResultsGet": (c_int, (c_void_p, c_size_t, c_size_t, POINTER(Hypothesis))),
    "DsCtc_ResultsFree": (None, (c_void_p,)),
}


def load_library() -> ctypes.CDLL:
    """Loads the library of this package, or that at the path DS_CTCDECODER_LIBRARY.

    Raises:
        ImportError: if it is not there or cannot be opened.
    """
    default = native_library(Path(__file__).parent, "libds_ctcdecoder")
    path = os.environ.get("DS_CTCDECODER_LIBRARY") or str(default)
    try:
        loaded = ctypes.CDLL(path)
    except OSError as error:
        raise ImportError(
            f"the native part of ds_ctcdecoder is not built or cannot be opened: {error}"
        ) from error
    for name, (result, arguments) in FUNCTIONS.items():
        function = getattr(loaded, name)
        function.restype = result
        function.argtypes = arguments
    return loaded


library = load_library()


def error_text(code: int) -> str:
    """Code and reason of the failure of the last call in this thread."""
    reason = library.DsCtc_ErrorMessage().decode("utf-8", "replace")
    return f"error code 0x{code:X}: {reason}" if reason else f"error code 0x{code:X}"


def take_text(address: c_void_p) -> str:
    """Copies and frees a string owned by the caller; empty for a null pointer."""
    if not address.value:
        return ""
    try:
        return ctypes.string_at(address.value).decode("utf-8", "replace")
    finally:
        library.DsCtc_BufferFree(address)
