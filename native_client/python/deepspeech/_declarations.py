"""The C interface of libdeepspeech as ctypes declarations: one entry per struct and function of deepspeech.h.

`tests/native/test_api_parity.py` compares this file with the header.
"""

from __future__ import annotations

import ctypes
from ctypes import POINTER, c_char_p, c_double, c_float, c_int, c_short, c_uint, c_void_p
from typing import Any


class TokenMetadata(ctypes.Structure):
    """`TokenMetadata` of deepspeech.h."""

    _fields_ = (("text", c_char_p), ("timestep", c_uint), ("start_time", c_float))


class CandidateTranscript(ctypes.Structure):
    """`CandidateTranscript` of deepspeech.h."""

    _fields_ = (("tokens", POINTER(TokenMetadata)), ("num_tokens", c_uint), ("confidence", c_double))


class Metadata(ctypes.Structure):
    """`Metadata` of deepspeech.h."""

    _fields_ = (("transcripts", POINTER(CandidateTranscript)), ("num_transcripts", c_uint))


# Handles, and strings that have to be freed: c_char_p as a result would lose the address.
Handle = c_void_p
OwnedString = c_void_p
Samples = POINTER(c_short)
OwnedMetadata = POINTER(Metadata)

# Name: (result, arguments), in the order of the header.
FUNCTIONS: dict[str, tuple[Any, tuple[Any, ...]]] = {
    "DS_CreateModel": (c_int, (c_char_p, POINTER(Handle))),
    "DS_GetModelBeamWidth": (c_uint, (Handle,)),
    "DS_SetModelBeamWidth": (c_int, (Handle, c_uint)),
    "DS_GetModelSampleRate": (c_int, (Handle,)),
    "DS_FreeModel": (None, (Handle,)),
    "DS_EnableExternalScorer": (c_int, (Handle, c_char_p)),
    "DS_AddHotWord": (c_int, (Handle, c_char_p, c_float)),
    "DS_EraseHotWord": (c_int, (Handle, c_char_p)),
    "DS_ClearHotWords": (c_int, (Handle,)),
    "DS_DisableExternalScorer": (c_int, (Handle,)),
    "DS_SetScorerAlphaBeta": (c_int, (Handle, c_float, c_float)),
    "DS_SpeechToText": (OwnedString, (Handle, Samples, c_uint)),
    "DS_SpeechToTextWithMetadata": (OwnedMetadata, (Handle, Samples, c_uint, c_uint)),
    "DS_CreateStream": (c_int, (Handle, POINTER(Handle))),
    "DS_FeedAudioContent": (None, (Handle, Samples, c_uint)),
    "DS_IntermediateDecode": (OwnedString, (Handle,)),
    "DS_IntermediateDecodeWithMetadata": (OwnedMetadata, (Handle, c_uint)),
    "DS_FinishStream": (OwnedString, (Handle,)),
    "DS_FinishStreamWithMetadata": (OwnedMetadata, (Handle, c_uint)),
    "DS_FreeStream": (None, (Handle,)),
    "DS_FreeMetadata": (None, (OwnedMetadata,)),
    "DS_FreeString": (None, (OwnedString,)),
    "DS_Version": (OwnedString, ()),
    "DS_ErrorCodeToErrorMessage": (OwnedString, (c_int,)),
}


def declare(library: ctypes.CDLL) -> None:
    """Tells ctypes the types of every function."""
    for name, (result, arguments) in FUNCTIONS.items():
        function = getattr(library, name)
        function.restype = result
        function.argtypes = arguments
