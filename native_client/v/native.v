// The declarations of libdeepspeech, written by native_client/generate_declarations.py from deepspeech.h.
module deepspeech

#include "deepspeech.h"

@[typedef]
struct C.ModelState {}

@[typedef]
struct C.StreamingState {}

@[typedef]
struct C.CommandGrammar {}

@[typedef]
struct C.TokenMetadata {
	text       &char
	timestep   u32
	start_time f32
}

@[typedef]
struct C.CandidateTranscript {
	tokens     &C.TokenMetadata
	num_tokens u32
	confidence f64
}

@[typedef]
struct C.Metadata {
	transcripts     &C.CandidateTranscript
	num_transcripts u32
}

@[typedef]
struct C.TimedWord {
	text       &char
	start_time f32
	end_time   f32
	confidence f64
}

@[typedef]
struct C.TimedWords {
	words      &C.TimedWord
	num_words  u32
	confidence f64
}

@[typedef]
struct C.AcousticModelEmissions {
	num_symbols   int
	symbols       &&char
	num_timesteps int
	emissions     &f64
}

@[typedef]
struct C.MetadataWithEmissions {
	transcripts     &C.CandidateTranscript
	num_transcripts u32
	emissions       &C.AcousticModelEmissions
}

@[typedef]
struct C.CommandSlot {
	name  &char
	kind  int
	value &char
	text  &char
}

@[typedef]
struct C.CommandMatch {
	intent     &char
	slots      &C.CommandSlot
	num_slots  u32
	sentence   &char
	text_index u32
	distance   f64
}

fn C.DS_CreateModel(model_path &char, retval &&C.ModelState) int
fn C.DS_CreateModelFromBuffer(model_buffer &char, buffer_size u32, retval &&C.ModelState) int
fn C.DS_GetModelBeamWidth(ctx &C.ModelState) u32
fn C.DS_SetModelBeamWidth(ctx &C.ModelState, beam_width u32) int
fn C.DS_GetModelSampleRate(ctx &C.ModelState) int
fn C.DS_SetModelThreads(ctx &C.ModelState, threads u32) int
fn C.DS_GetModelThreads(ctx &C.ModelState) u32
fn C.DS_SetModelKeepEmissions(ctx &C.ModelState, keep int) int
fn C.DS_SetModelDecoderCompat(ctx &C.ModelState, like09 int) int
fn C.DS_FreeModel(ctx &C.ModelState)
fn C.DS_EnableExternalScorer(ctx &C.ModelState, scorer_path &char) int
fn C.DS_EnableExternalScorerFromBuffer(ctx &C.ModelState, scorer_buffer &char, buffer_size u32) int
fn C.DS_AddHotWord(ctx &C.ModelState, word &char, boost f32) int
fn C.DS_EraseHotWord(ctx &C.ModelState, word &char) int
fn C.DS_ClearHotWords(ctx &C.ModelState) int
fn C.DS_DisableExternalScorer(ctx &C.ModelState) int
fn C.DS_SetScorerAlphaBeta(ctx &C.ModelState, alpha f32, beta f32) int
fn C.DS_GetModelWarnings(ctx &C.ModelState) &char
fn C.DS_SpeechToText(ctx &C.ModelState, buffer &i16, buffer_size u32) &char
fn C.DS_SpeechToTextWithMetadata(ctx &C.ModelState, buffer &i16, buffer_size u32, num_results u32) &C.Metadata
fn C.DS_SpeechToTextWithEmissions(ctx &C.ModelState, buffer &i16, buffer_size u32, num_results u32) &C.MetadataWithEmissions
fn C.DS_SpeechToTextWithWords(ctx &C.ModelState, buffer &i16, buffer_size u32) &C.TimedWords
fn C.DS_ResampleAudio(buffer &f32, buffer_size u32, from_rate u32, to_rate u32, result &i16, result_size u32, retval &u32) int
fn C.DS_CreateCommands(path &char, retval &&C.CommandGrammar) int
fn C.DS_MatchCommand(grammar &C.CommandGrammar, texts &&char, num_texts u32, max_distance f32, retval &&C.CommandMatch) int
fn C.DS_CreateStream(ctx &C.ModelState, retval &&C.StreamingState) int
fn C.DS_FeedAudioContent(sctx &C.StreamingState, buffer &i16, buffer_size u32)
fn C.DS_IntermediateDecode(sctx &C.StreamingState) &char
fn C.DS_IntermediateDecodeWithMetadata(sctx &C.StreamingState, num_results u32) &C.Metadata
fn C.DS_IntermediateDecodeFlushBuffers(sctx &C.StreamingState) &char
fn C.DS_IntermediateDecodeWithMetadataFlushBuffers(sctx &C.StreamingState, num_results u32) &C.Metadata
fn C.DS_IntermediateDecodeWithWords(sctx &C.StreamingState) &C.TimedWords
fn C.DS_GetStreamEmissions(sctx &C.StreamingState, first_timestep u32) &C.AcousticModelEmissions
fn C.DS_GetStreamTrailingSilence(sctx &C.StreamingState) f32
fn C.DS_GetStreamStatus(sctx &C.StreamingState) int
fn C.DS_FinishStream(sctx &C.StreamingState) &char
fn C.DS_FinishStreamWithMetadata(sctx &C.StreamingState, num_results u32) &C.Metadata
fn C.DS_FinishStreamWithEmissions(sctx &C.StreamingState, num_results u32) &C.MetadataWithEmissions
fn C.DS_FinishStreamWithWords(sctx &C.StreamingState) &C.TimedWords
fn C.DS_FreeStream(sctx &C.StreamingState)
fn C.DS_FreeMetadata(m &C.Metadata)
fn C.DS_FreeMetadataWithEmissions(m &C.MetadataWithEmissions)
fn C.DS_FreeEmissions(e &C.AcousticModelEmissions)
fn C.DS_FreeTimedWords(w &C.TimedWords)
fn C.DS_FreeCommandMatch(m &C.CommandMatch)
fn C.DS_FreeCommands(grammar &C.CommandGrammar)
fn C.DS_FreeString(str &char)
fn C.DS_Version() &char
fn C.DS_ErrorCodeToErrorMessage(error_code int) &char
fn C.DS_GetErrorDetails() &char

// ErrorCode is a status code of the library.
pub enum ErrorCode {
	ok                      = 0x0000
	no_model                = 0x1000
	invalid_alphabet        = 0x2000
	invalid_shape           = 0x2001
	invalid_scorer          = 0x2002
	model_incompatible      = 0x2003
	scorer_not_enabled      = 0x2004
	scorer_unreadable       = 0x2005
	scorer_invalid_lm       = 0x2006
	scorer_no_trie          = 0x2007
	scorer_invalid_trie     = 0x2008
	scorer_version_mismatch = 0x2009
	invalid_value           = 0x200a
	hotword_without_effect  = 0x200b
	invalid_commands        = 0x200c
	fail_init_mmap          = 0x3000
	fail_init_sess          = 0x3001
	fail_interpreter        = 0x3002
	fail_run_sess           = 0x3003
	fail_create_stream      = 0x3004
	fail_read_protobuf      = 0x3005
	fail_create_sess        = 0x3006
	fail_create_model       = 0x3007
	fail_insert_hotword     = 0x3008
	fail_clear_hotword      = 0x3009
	fail_erase_hotword      = 0x3010
}
