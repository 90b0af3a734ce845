"""libdeepspeech for ctypes, written by generate_declarations.py from deepspeech.h."""

from __future__ import annotations

import ctypes
from ctypes import POINTER, c_char_p, c_double, c_float, c_int, c_short, c_uint, c_void_p
from typing import Any

# Handles, and strings that have to be freed: c_char_p as a result would lose the address.
Handle = c_void_p
OwnedString = c_void_p
Samples = POINTER(c_short)

# Name: (code, message).
ERRORS: dict[str, tuple[int, str]] = {
    "DS_ERR_OK": (0x0000, "No error."),
    "DS_ERR_NO_MODEL": (0x1000, "Missing model information."),
    "DS_ERR_INVALID_ALPHABET": (0x2000, "Invalid alphabet embedded in model. (Data corruption?)"),
    "DS_ERR_INVALID_SHAPE": (0x2001, "Invalid model shape."),
    "DS_ERR_INVALID_SCORER": (0x2002, "Invalid scorer file."),
    "DS_ERR_MODEL_INCOMPATIBLE": (0x2003, "Incompatible model."),
    "DS_ERR_SCORER_NOT_ENABLED": (0x2004, "External scorer is not enabled."),
    "DS_ERR_SCORER_UNREADABLE": (0x2005, "Could not read scorer file."),
    "DS_ERR_SCORER_INVALID_LM": (0x2006, "Could not recognize language model header in scorer."),
    "DS_ERR_SCORER_NO_TRIE": (0x2007, "Reached end of scorer file before loading vocabulary trie."),
    "DS_ERR_SCORER_INVALID_TRIE": (0x2008, "Invalid magic in trie header."),
    "DS_ERR_SCORER_VERSION_MISMATCH": (0x2009, "Scorer file version does not match expected version."),
    "DS_ERR_INVALID_VALUE": (0x200A, "Value out of range."),
    "DS_ERR_HOTWORD_WITHOUT_EFFECT": (0x200B, "Hot-word is empty, or has a space or unknown letters."),
    "DS_ERR_INVALID_COMMANDS": (0x200C, "Invalid commands file."),
    "DS_ERR_FAIL_INIT_MMAP": (0x3000, "Failed to initialize memory mapped model."),
    "DS_ERR_FAIL_INIT_SESS": (0x3001, "Failed to initialize the session."),
    "DS_ERR_FAIL_INTERPRETER": (0x3002, "Interpreter failed."),
    "DS_ERR_FAIL_RUN_SESS": (0x3003, "Failed to run the session."),
    "DS_ERR_FAIL_CREATE_STREAM": (0x3004, "Error creating the stream."),
    "DS_ERR_FAIL_READ_PROTOBUF": (0x3005, "Error reading the proto buffer model file."),
    "DS_ERR_FAIL_CREATE_SESS": (0x3006, "Failed to create session."),
    "DS_ERR_FAIL_CREATE_MODEL": (0x3007, "Could not allocate model state."),
    "DS_ERR_FAIL_INSERT_HOTWORD": (0x3008, "Could not insert hot-word."),
    "DS_ERR_FAIL_CLEAR_HOTWORD": (0x3009, "Could not clear hot-words."),
    "DS_ERR_FAIL_ERASE_HOTWORD": (0x3010, "Could not erase hot-word."),
}


class TokenMetadata(ctypes.Structure):
    """`TokenMetadata` of deepspeech.h."""

    _fields_ = (
        ("text", c_char_p),
        ("timestep", c_uint),
        ("start_time", c_float),
    )


class CandidateTranscript(ctypes.Structure):
    """`CandidateTranscript` of deepspeech.h."""

    _fields_ = (
        ("tokens", POINTER(TokenMetadata)),
        ("num_tokens", c_uint),
        ("confidence", c_double),
    )


class Metadata(ctypes.Structure):
    """`Metadata` of deepspeech.h."""

    _fields_ = (
        ("transcripts", POINTER(CandidateTranscript)),
        ("num_transcripts", c_uint),
    )


class TimedWord(ctypes.Structure):
    """`TimedWord` of deepspeech.h."""

    _fields_ = (
        ("text", c_char_p),
        ("start_time", c_float),
        ("end_time", c_float),
        ("confidence", c_double),
    )


class TimedWords(ctypes.Structure):
    """`TimedWords` of deepspeech.h."""

    _fields_ = (
        ("words", POINTER(TimedWord)),
        ("num_words", c_uint),
        ("confidence", c_double),
    )


class AcousticModelEmissions(ctypes.Structure):
    """`AcousticModelEmissions` of deepspeech.h."""

    _fields_ = (
        ("num_symbols", c_int),
        ("symbols", POINTER(c_char_p)),
        ("num_timesteps", c_int),
        ("emissions", POINTER(c_double)),
    )


class MetadataWithEmissions(ctypes.Structure):
    """`MetadataWithEmissions` of deepspeech.h."""

    _fields_ = (
        ("transcripts", POINTER(CandidateTranscript)),
        ("num_transcripts", c_uint),
        ("emissions", POINTER(AcousticModelEmissions)),
    )


class CommandSlot(ctypes.Structure):
    """`CommandSlot` of deepspeech.h."""

    _fields_ = (
        ("name", c_char_p),
        ("kind", c_int),
        ("value", c_char_p),
        ("text", c_char_p),
    )


class CommandMatch(ctypes.Structure):
    """`CommandMatch` of deepspeech.h."""

    _fields_ = (
        ("intent", c_char_p),
        ("slots", POINTER(CommandSlot)),
        ("num_slots", c_uint),
        ("sentence", c_char_p),
        ("text_index", c_uint),
        ("distance", c_double),
    )


# Name: (result, arguments), in the order of the header.
FUNCTIONS: dict[str, tuple[Any, tuple[Any, ...]]] = {
    "DS_CreateModel": (c_int, (c_char_p, POINTER(Handle))),
    "DS_CreateModelFromBuffer": (c_int, (c_char_p, c_uint, POINTER(Handle))),
    "DS_GetModelBeamWidth": (c_uint, (Handle,)),
    "DS_SetModelBeamWidth": (c_int, (Handle, c_uint)),
    "DS_GetModelSampleRate": (c_int, (Handle,)),
    "DS_SetModelThreads": (c_int, (Handle, c_uint)),
    "DS_GetModelThreads": (c_uint, (Handle,)),
    "DS_SetModelKeepEmissions": (c_int, (Handle, c_int)),
    "DS_SetModelDecoderCompat": (c_int, (Handle, c_int)),
    "DS_FreeModel": (None, (Handle,)),
    "DS_EnableExternalScorer": (c_int, (Handle, c_char_p)),
    "DS_EnableExternalScorerFromBuffer": (c_int, (Handle, c_char_p, c_uint)),
    "DS_AddHotWord": (c_int, (Handle, c_char_p, c_float)),
    "DS_EraseHotWord": (c_int, (Handle, c_char_p)),
    "DS_ClearHotWords": (c_int, (Handle,)),
    "DS_DisableExternalScorer": (c_int, (Handle,)),
    "DS_SetScorerAlphaBeta": (c_int, (Handle, c_float, c_float)),
    "DS_GetModelWarnings": (OwnedString, (Handle,)),
    "DS_SpeechToText": (OwnedString, (Handle, Samples, c_uint)),
    "DS_SpeechToTextWithMetadata": (POINTER(Metadata), (Handle, Samples, c_uint, c_uint)),
    "DS_SpeechToTextWithEmissions": (POINTER(MetadataWithEmissions), (Handle, Samples, c_uint, c_uint)),
    "DS_SpeechToTextWithWords": (POINTER(TimedWords), (Handle, Samples, c_uint)),
    "DS_ResampleAudio": (c_int, (POINTER(c_float), c_uint, c_uint, c_uint, Samples, c_uint, POINTER(c_uint))),
    "DS_CreateCommands": (c_int, (c_char_p, POINTER(Handle))),
    "DS_MatchCommand": (c_int, (Handle, POINTER(c_char_p), c_uint, c_float, POINTER(POINTER(CommandMatch)))),
    "DS_CreateStream": (c_int, (Handle, POINTER(Handle))),
    "DS_FeedAudioContent": (None, (Handle, Samples, c_uint)),
    "DS_IntermediateDecode": (OwnedString, (Handle,)),
    "DS_IntermediateDecodeWithMetadata": (POINTER(Metadata), (Handle, c_uint)),
    "DS_IntermediateDecodeFlushBuffers": (OwnedString, (Handle,)),
    "DS_IntermediateDecodeWithMetadataFlushBuffers": (POINTER(Metadata), (Handle, c_uint)),
    "DS_IntermediateDecodeWithWords": (POINTER(TimedWords), (Handle,)),
    "DS_GetStreamEmissions": (POINTER(AcousticModelEmissions), (Handle, c_uint)),
    "DS_GetStreamTrailingSilence": (c_float, (Handle,)),
    "DS_GetStreamStatus": (c_int, (Handle,)),
    "DS_FinishStream": (OwnedString, (Handle,)),
    "DS_FinishStreamWithMetadata": (POINTER(Metadata), (Handle, c_uint)),
    "DS_FinishStreamWithEmissions": (POINTER(MetadataWithEmissions), (Handle, c_uint)),
    "DS_FinishStreamWithWords": (POINTER(TimedWords), (Handle,)),
    "DS_FreeStream": (None, (Handle,)),
    "DS_FreeMetadata": (None, (POINTER(Metadata),)),
    "DS_FreeMetadataWithEmissions": (None, (POINTER(MetadataWithEmissions),)),
    "DS_FreeEmissions": (None, (POINTER(AcousticModelEmissions),)),
    "DS_FreeTimedWords": (None, (POINTER(TimedWords),)),
    "DS_FreeCommandMatch": (None, (POINTER(CommandMatch),)),
    "DS_FreeCommands": (None, (Handle,)),
    "DS_FreeString": (None, (OwnedString,)),
    "DS_Version": (OwnedString, ()),
    "DS_ErrorCodeToErrorMessage": (OwnedString, (c_int,)),
    "DS_GetErrorDetails": (OwnedString, ()),
}


def declare(library: ctypes.CDLL) -> None:
    """Tells ctypes the types of every function."""
    for name, (result, arguments) in FUNCTIONS.items():
        function = getattr(library, name)
        function.restype = result
        function.argtypes = arguments
