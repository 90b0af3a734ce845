//! The declarations of `deepspeech.h`, as they are.
#![allow(non_snake_case)]

use std::os::raw::{c_char, c_double, c_float, c_int, c_short, c_uint};

/// An acoustic model with its settings.
#[repr(C)]
pub struct ModelState {
    _private: [u8; 0],
}

/// An utterance.
#[repr(C)]
pub struct StreamingState {
    _private: [u8; 0],
}

/// A grammar of commands.
#[repr(C)]
pub struct CommandGrammar {
    _private: [u8; 0],
}

#[repr(C)]
pub struct TokenMetadata {
    pub text: *const c_char,
    pub timestep: c_uint,
    pub start_time: c_float,
}

#[repr(C)]
pub struct CandidateTranscript {
    pub tokens: *const TokenMetadata,
    pub num_tokens: c_uint,
    pub confidence: c_double,
}

#[repr(C)]
pub struct Metadata {
    pub transcripts: *const CandidateTranscript,
    pub num_transcripts: c_uint,
}

#[repr(C)]
pub struct TimedWord {
    pub text: *const c_char,
    pub start_time: c_float,
    pub end_time: c_float,
    pub confidence: c_double,
}

#[repr(C)]
pub struct TimedWords {
    pub words: *const TimedWord,
    pub num_words: c_uint,
    pub confidence: c_double,
}

#[repr(C)]
pub struct AcousticModelEmissions {
    pub num_symbols: c_int,
    pub symbols: *const *const c_char,
    pub num_timesteps: c_int,
    pub emissions: *const c_double,
}

#[repr(C)]
pub struct MetadataWithEmissions {
    pub transcripts: *const CandidateTranscript,
    pub num_transcripts: c_uint,
    pub emissions: *const AcousticModelEmissions,
}

#[repr(C)]
pub struct CommandSlot {
    pub name: *const c_char,
    pub kind: c_int,
    pub value: *const c_char,
    pub text: *const c_char,
}

#[repr(C)]
pub struct CommandMatch {
    pub intent: *const c_char,
    pub slots: *const CommandSlot,
    pub num_slots: c_uint,
    pub sentence: *const c_char,
    pub text_index: c_uint,
    pub distance: c_double,
}

extern "C" {
    pub fn DS_CreateModel(aModelPath: *const c_char, retval: *mut *mut ModelState) -> c_int;
    pub fn DS_CreateModelFromBuffer(
        aModelBuffer: *const c_char,
        aBufferSize: c_uint,
        retval: *mut *mut ModelState,
    ) -> c_int;
    pub fn DS_GetModelBeamWidth(aCtx: *const ModelState) -> c_uint;
    pub fn DS_SetModelBeamWidth(aCtx: *mut ModelState, aBeamWidth: c_uint) -> c_int;
    pub fn DS_GetModelSampleRate(aCtx: *const ModelState) -> c_int;
    pub fn DS_SetModelThreads(aCtx: *mut ModelState, aThreads: c_uint) -> c_int;
    pub fn DS_GetModelThreads(aCtx: *const ModelState) -> c_uint;
    pub fn DS_SetModelKeepEmissions(aCtx: *mut ModelState, aKeep: c_int) -> c_int;
    pub fn DS_SetModelDecoderCompat(aCtx: *mut ModelState, aLike09: c_int) -> c_int;
    pub fn DS_FreeModel(ctx: *mut ModelState);
    pub fn DS_EnableExternalScorer(aCtx: *mut ModelState, aScorerPath: *const c_char) -> c_int;
    pub fn DS_EnableExternalScorerFromBuffer(
        aCtx: *mut ModelState,
        aScorerBuffer: *const c_char,
        aBufferSize: c_uint,
    ) -> c_int;
    pub fn DS_AddHotWord(aCtx: *mut ModelState, word: *const c_char, boost: c_float) -> c_int;
    pub fn DS_EraseHotWord(aCtx: *mut ModelState, word: *const c_char) -> c_int;
    pub fn DS_ClearHotWords(aCtx: *mut ModelState) -> c_int;
    pub fn DS_DisableExternalScorer(aCtx: *mut ModelState) -> c_int;
    pub fn DS_SetScorerAlphaBeta(aCtx: *mut ModelState, aAlpha: c_float, aBeta: c_float) -> c_int;
    pub fn DS_GetModelWarnings(aCtx: *const ModelState) -> *mut c_char;
    pub fn DS_SpeechToText(aCtx: *mut ModelState, aBuffer: *const c_short, aBufferSize: c_uint) -> *mut c_char;
    pub fn DS_SpeechToTextWithMetadata(
        aCtx: *mut ModelState,
        aBuffer: *const c_short,
        aBufferSize: c_uint,
        aNumResults: c_uint,
    ) -> *mut Metadata;
    pub fn DS_SpeechToTextWithEmissions(
        aCtx: *mut ModelState,
        aBuffer: *const c_short,
        aBufferSize: c_uint,
        aNumResults: c_uint,
    ) -> *mut MetadataWithEmissions;
    pub fn DS_SpeechToTextWithWords(
        aCtx: *mut ModelState,
        aBuffer: *const c_short,
        aBufferSize: c_uint,
    ) -> *mut TimedWords;
    pub fn DS_ResampleAudio(
        aBuffer: *const c_float,
        aBufferSize: c_uint,
        aFromRate: c_uint,
        aToRate: c_uint,
        aResult: *mut c_short,
        aResultSize: c_uint,
        retval: *mut c_uint,
    ) -> c_int;
    pub fn DS_CreateCommands(aPath: *const c_char, retval: *mut *mut CommandGrammar) -> c_int;
    pub fn DS_MatchCommand(
        aGrammar: *const CommandGrammar,
        aTexts: *const *const c_char,
        aNumTexts: c_uint,
        aMaxDistance: c_float,
        retval: *mut *mut CommandMatch,
    ) -> c_int;
    pub fn DS_CreateStream(aCtx: *mut ModelState, retval: *mut *mut StreamingState) -> c_int;
    pub fn DS_FeedAudioContent(aSctx: *mut StreamingState, aBuffer: *const c_short, aBufferSize: c_uint);
    pub fn DS_IntermediateDecode(aSctx: *const StreamingState) -> *mut c_char;
    pub fn DS_IntermediateDecodeWithMetadata(aSctx: *const StreamingState, aNumResults: c_uint) -> *mut Metadata;
    pub fn DS_IntermediateDecodeFlushBuffers(aSctx: *mut StreamingState) -> *mut c_char;
    pub fn DS_IntermediateDecodeWithMetadataFlushBuffers(
        aSctx: *mut StreamingState,
        aNumResults: c_uint,
    ) -> *mut Metadata;
    pub fn DS_IntermediateDecodeWithWords(aSctx: *const StreamingState) -> *mut TimedWords;
    pub fn DS_GetStreamEmissions(aSctx: *const StreamingState, aFirstTimestep: c_uint) -> *mut AcousticModelEmissions;
    pub fn DS_GetStreamTrailingSilence(aSctx: *const StreamingState) -> c_float;
    pub fn DS_GetStreamStatus(aSctx: *const StreamingState) -> c_int;
    pub fn DS_FinishStream(aSctx: *mut StreamingState) -> *mut c_char;
    pub fn DS_FinishStreamWithMetadata(aSctx: *mut StreamingState, aNumResults: c_uint) -> *mut Metadata;
    pub fn DS_FinishStreamWithEmissions(aSctx: *mut StreamingState, aNumResults: c_uint) -> *mut MetadataWithEmissions;
    pub fn DS_FinishStreamWithWords(aSctx: *mut StreamingState) -> *mut TimedWords;
    pub fn DS_FreeStream(aSctx: *mut StreamingState);
    pub fn DS_FreeMetadata(m: *mut Metadata);
    pub fn DS_FreeMetadataWithEmissions(m: *mut MetadataWithEmissions);
    pub fn DS_FreeEmissions(e: *mut AcousticModelEmissions);
    pub fn DS_FreeTimedWords(w: *mut TimedWords);
    pub fn DS_FreeCommandMatch(m: *mut CommandMatch);
    pub fn DS_FreeCommands(aGrammar: *mut CommandGrammar);
    pub fn DS_FreeString(str: *mut c_char);
    pub fn DS_Version() -> *mut c_char;
    pub fn DS_ErrorCodeToErrorMessage(aErrorCode: c_int) -> *mut c_char;
    pub fn DS_GetErrorDetails() -> *mut c_char;
}
