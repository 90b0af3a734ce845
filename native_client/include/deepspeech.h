/* deepspeech.h: speech to text from 16-bit PCM, as a C interface.
 *
 * A whole program:
 *
 *   #include <stdio.h>
 *   #include "deepspeech.h"
 *
 *   int main(void) {
 *     ModelState* model;
 *     int status = DS_CreateModel("output_graph.tflite", &model);
 *     if (status != DS_ERR_OK) {
 *       char* message = DS_ErrorCodeToErrorMessage(status);
 *       fprintf(stderr, "%s (0x%X)\n", message, status);
 *       DS_FreeString(message);
 *       return 1;
 *     }
 *     DS_EnableExternalScorer(model, "kenlm.scorer");
 *
 *     StreamingState* stream;
 *     if (DS_CreateStream(model, &stream) == DS_ERR_OK) {
 *       short chunk[320];  // 20 ms at 16 kHz
 *       for (size_t n; (n = fread(chunk, sizeof(short), 320, stdin)) > 0;) {
 *         DS_FeedAudioContent(stream, chunk, (unsigned int)n);
 *       }
 *       char* text = DS_FinishStream(stream);  // the stream is gone after this
 *       if (text) puts(text);
 *       DS_FreeString(text);
 *     }
 *     DS_FreeModel(model);
 *     return 0;
 *   }
 *
 * Ownership. Results belong to the caller. Strings are freed with DS_FreeString, Metadata with DS_FreeMetadata,
 * TimedWords with DS_FreeTimedWords, AcousticModelEmissions with DS_FreeEmissions, MetadataWithEmissions with
 * DS_FreeMetadataWithEmissions (parts of a result are never freed separately), and models with DS_FreeModel. A
 * stream ends with exactly one of the DS_FinishStream functions or DS_FreeStream. It keeps alive what it needs of
 * its model, so both can be released in any order. Buffers that are passed to a function, including those of models
 * and scorers, are copied or processed before it returns.
 *
 * Threads. Different streams, even of one model, may be used from different threads; the results are the same as
 * in sequence. Streams of one model share its weights, which one stream at a time uses, and the scorer, which is only
 * read. Everything else (state of the model, hypotheses, audio) belongs to the stream. Use a stream in one thread at a
 * time, and do not free a model during another call that uses it. The scorer, the hot words, the beam width and the
 * choice to keep emissions are those of the model when the stream is created; later changes affect later streams only.
 * New scorer weights and a new number of threads affect all streams.
 *
 * Errors. No function throws or aborts on invalid input; null handles return an error or nothing. Functions that
 * return a pointer return NULL on failure. The reason is written to standard error (the library writes nothing else
 * there) and returned by DS_GetErrorDetails. If a part of the audio could not be computed, a stream returns no more
 * results (DS_GetStreamStatus returns the reason), but must still be finished or freed. A null or empty audio buffer
 * counts as no audio. 0 as the number of results gives no transcript.
 *
 * The last word. In 0.9.3, an incomplete last word counts as unknown to the scorer (-1000, weighted). Intermediate
 * results therefore do not show it, and the last word of an utterance is not boosted. Programs and tuned boosts depend
 * on this. DS_SetModelDecoderCompat(model, 0), or DS_DECODER_COMPAT=none in the environment of DS_CreateModel, corrects
 * it: an incomplete word is not scored yet (never by DS_IntermediateDecodeWithWords), and the last word is boosted.
 *
 * The last window. One more window is always computed after the last sample. For models of DeepSpeech 0.9.3, it is
 * filled as by the TFLite client of 0.9.3: the remaining samples, followed by the contents of the previous window at
 * these positions. For models with a tensor metadata_final_window of value "zero" (written by our exporter), it is
 * filled with zeros. The environment variable DS_FINAL_WINDOW (stale or zero) overrides this for all models.
 *
 * Runtime. Models run on LiteRT 2.2 or newer (libLiteRt.so, .dll or .dylib of the ai-edge-litert package). It is loaded
 * with the first model: from the path in DS_LITERT_LIBRARY, otherwise from the folder of this library, otherwise from
 * ../../ai_edge_litert of it, otherwise from the library path of the system. int8 models of 0.9.3, whose activations
 * are quantized symmetrically, are computed as by TFLite at that time (with AVX2 or AVX-512 if available), all others
 * with XNNPACK; DS_KERNELS (builtin or xnnpack) overrides this for all models.
 */
#ifndef DEEPSPEECH_H
#define DEEPSPEECH_H

#if defined(_WIN32)
#define DEEPSPEECH_EXPORT __declspec(dllexport)
#else
#define DEEPSPEECH_EXPORT __attribute__((visibility("default")))
#endif

#ifdef __cplusplus
extern "C" {
#endif

/** A loaded acoustic model with its decoder settings. */
typedef struct ModelState ModelState;

/** One utterance that is being transcribed. */
typedef struct StreamingState StreamingState;

/** One token (a character; a byte in bytes mode) and its time. */
typedef struct TokenMetadata {
  const char* const text;      /* UTF-8 */
  const unsigned int timestep; /* row of the model's output; with subsampling, one per several feature frames */
  const float start_time;      /* in seconds */
} TokenMetadata;

/** One transcript. */
typedef struct CandidateTranscript {
  const TokenMetadata* const tokens;
  const unsigned int num_tokens;
  /** Natural logarithm of the score, including scorer and hot words. It decreases with the length, so compare it only
   *  between transcripts of the same audio. */
  const double confidence;
} CandidateTranscript;

/** Transcripts, best first. */
typedef struct Metadata {
  const CandidateTranscript* const transcripts;
  const unsigned int num_transcripts;
} Metadata;

/** A word and its time. Words are separated by spaces. */
typedef struct TimedWord {
  const char* const text; /* UTF-8 */
  const float start_time; /* of the first token, in seconds from the start of the audio */
  /** Time of the following space, at most 0.2 s after the last token; without a space, one timestep after that. */
  const float end_time;
  /** Proportion of the hypotheses that contain this word here, from 0 to 1. The 100 best hypotheses of the beam are
   *  weighted by the exponentials of their scores, including scorer and hot words. A hypothesis contains the word
   *  if it has the same text at an overlapping time, with a tolerance of 0.1 s. A word is therefore uncertain if
   *  hypotheses with similar scores differ in it. Not calibrated: only hypotheses in the beam count. */
  const double confidence;
} TimedWord;

/** The words of the best transcript, in order. */
typedef struct TimedWords {
  const TimedWord* const words;
  const unsigned int num_words;
  /** Proportion of the hypotheses with exactly these words, weighted likewise, from 0 to 1. */
  const double confidence;
} TimedWords;

/** Outputs of the acoustic model before decoding: the probability of each symbol at each timestep. */
typedef struct AcousticModelEmissions {
  const int num_symbols;            /* columns: the labels of the alphabet, then the CTC blank */
  const char* const* const symbols; /* their texts, UTF-8; empty for the blank */
  const int num_timesteps;          /* rows, one per as many feature frames as the subsampling */
  const double* const emissions;    /* of symbol s at timestep t: emissions[t * num_symbols + s] */
} AcousticModelEmissions;

/** Metadata with the emissions from which it was decoded. */
typedef struct MetadataWithEmissions {
  const CandidateTranscript* const transcripts;
  const unsigned int num_transcripts;
  const AcousticModelEmissions* const emissions; /* NULL if the stream did not keep them */
} MetadataWithEmissions;

/** A grammar of spoken commands, written by data/lm/commands.py or deepspeech.grammar (Python). */
typedef struct CommandGrammar CommandGrammar;

/** A slot of a command. */
typedef struct CommandSlot {
  const char* const name;  /* UTF-8, like the others */
  const int kind;          /* of the value: 0 text, 1 number, 2 "true" or "false" */
  const char* const value; /* what the grammar gives for the words */
  const char* const text;  /* the words; empty for a slot that a command has without words */
} CommandSlot;

/** A command that was recognized. */
typedef struct CommandMatch {
  const char* const intent;
  const CommandSlot* const slots; /* in the order of the sentence */
  const unsigned int num_slots;
  const char* const sentence;    /* the words of the command as the grammar has them */
  const unsigned int text_index; /* the transcript that was used */
  const double distance;         /* words that differ, divided by the words of the transcript; 0: none */
} CommandMatch;

/** All status codes: APPLY(name, value, message). */
/* clang-format off */
#define DS_FOR_EACH_ERROR(APPLY) \
  APPLY(DS_ERR_OK,                      0x0000, "No error.") \
  APPLY(DS_ERR_NO_MODEL,                0x1000, "Missing model information.") \
  APPLY(DS_ERR_INVALID_ALPHABET,        0x2000, "Invalid alphabet embedded in model. (Data corruption?)") \
  APPLY(DS_ERR_INVALID_SHAPE,           0x2001, "Invalid model shape.") \
  APPLY(DS_ERR_INVALID_SCORER,          0x2002, "Invalid scorer file.") \
  APPLY(DS_ERR_MODEL_INCOMPATIBLE,      0x2003, "Incompatible model.") \
  APPLY(DS_ERR_SCORER_NOT_ENABLED,      0x2004, "External scorer is not enabled.") \
  APPLY(DS_ERR_SCORER_UNREADABLE,       0x2005, "Could not read scorer file.") \
  APPLY(DS_ERR_SCORER_INVALID_LM,       0x2006, "Could not recognize language model header in scorer.") \
  APPLY(DS_ERR_SCORER_NO_TRIE,          0x2007, "Reached end of scorer file before loading vocabulary trie.") \
  APPLY(DS_ERR_SCORER_INVALID_TRIE,     0x2008, "Invalid magic in trie header.") \
  APPLY(DS_ERR_SCORER_VERSION_MISMATCH, 0x2009, "Scorer file version does not match expected version.") \
  APPLY(DS_ERR_INVALID_VALUE,           0x200A, "Value out of range.") \
  APPLY(DS_ERR_HOTWORD_WITHOUT_EFFECT,  0x200B, "Hot-word is empty, or has a space or unknown letters.") \
  APPLY(DS_ERR_INVALID_COMMANDS,        0x200C, "Invalid commands file.") \
  APPLY(DS_ERR_FAIL_INIT_MMAP,          0x3000, "Failed to initialize memory mapped model.") \
  APPLY(DS_ERR_FAIL_INIT_SESS,          0x3001, "Failed to initialize the session.") \
  APPLY(DS_ERR_FAIL_INTERPRETER,        0x3002, "Interpreter failed.") \
  APPLY(DS_ERR_FAIL_RUN_SESS,           0x3003, "Failed to run the session.") \
  APPLY(DS_ERR_FAIL_CREATE_STREAM,      0x3004, "Error creating the stream.") \
  APPLY(DS_ERR_FAIL_READ_PROTOBUF,      0x3005, "Error reading the proto buffer model file.") \
  APPLY(DS_ERR_FAIL_CREATE_SESS,        0x3006, "Failed to create session.") \
  APPLY(DS_ERR_FAIL_CREATE_MODEL,       0x3007, "Could not allocate model state.") \
  APPLY(DS_ERR_FAIL_INSERT_HOTWORD,     0x3008, "Could not insert hot-word.") \
  APPLY(DS_ERR_FAIL_CLEAR_HOTWORD,      0x3009, "Could not clear hot-words.") \
  APPLY(DS_ERR_FAIL_ERASE_HOTWORD,      0x3010, "Could not erase hot-word.")
/* clang-format on */

enum DeepSpeech_Error_Codes {
#define DEFINE(NAME, VALUE, MESSAGE) NAME = VALUE,
  DS_FOR_EACH_ERROR(DEFINE)
#undef DEFINE
};

/** Loads the .tflite file at aModelPath into *retval. Returns a status code; *retval is NULL on failure. */
DEEPSPEECH_EXPORT int DS_CreateModel(const char* aModelPath, ModelState** retval);

/** The same with the contents of a .tflite file, aBufferSize bytes, which are copied. */
DEEPSPEECH_EXPORT int DS_CreateModelFromBuffer(const char* aModelBuffer, unsigned int aBufferSize, ModelState** retval);

/** Number of hypotheses that the decoder keeps; the default is in the model file. 0 for a null model. */
DEEPSPEECH_EXPORT unsigned int DS_GetModelBeamWidth(const ModelState* aCtx);

/** Sets the beam width of later streams. 0 is DS_ERR_INVALID_VALUE. More than 65536 counts as 65536, which
 *  DS_GetModelWarnings reports. */
DEEPSPEECH_EXPORT int DS_SetModelBeamWidth(ModelState* aCtx, unsigned int aBeamWidth);

/** Sampling rate in Hz that the model expects. 0 for a null model. */
DEEPSPEECH_EXPORT int DS_GetModelSampleRate(const ModelState* aCtx);

/** Sets the number of threads that run the acoustic model. 0 and numbers above that of the processors mean the number
 * of processors. The default is one, which is best for several simultaneous streams; results do not depend on it. Also
 * affects existing streams. Returns a status code; on failure nothing changes. */
DEEPSPEECH_EXPORT int DS_SetModelThreads(ModelState* aCtx, unsigned int aThreads);

/** Number of threads that run the acoustic model. 0 for a null model. */
DEEPSPEECH_EXPORT unsigned int DS_GetModelThreads(const ModelState* aCtx);

/** Sets whether later streams keep their emissions (aKeep other than 0) or not (0, the default). Emissions take 4 bytes
 *  per symbol and timestep: with 29 symbols, 21 MB per hour. Returns a status code. */
DEEPSPEECH_EXPORT int DS_SetModelKeepEmissions(ModelState* aCtx, int aKeep);

/** Sets whether later streams treat the last word (see above) as 0.9.3 does (aLike09 other than 0, the default), or
 *  correctly (0). */
DEEPSPEECH_EXPORT int DS_SetModelDecoderCompat(ModelState* aCtx, int aLike09);

/** Releases a model; a null pointer is allowed. */
DEEPSPEECH_EXPORT void DS_FreeModel(ModelState* ctx);

/** Uses the .scorer package at aScorerPath instead of any other. If it cannot be loaded, the result is
 *  DS_ERR_INVALID_SCORER, DS_GetErrorDetails returns the reason, and the previous scorer, if any, remains in use.
 *  DS_GetModelWarnings reports a scorer that does not match the model. */
DEEPSPEECH_EXPORT int DS_EnableExternalScorer(ModelState* aCtx, const char* aScorerPath);

/** The same with the contents of a .scorer package, aBufferSize bytes, which are copied. */
DEEPSPEECH_EXPORT int DS_EnableExternalScorerFromBuffer(ModelState* aCtx, const char* aScorerBuffer,
                                                        unsigned int aBufferSize);

/** Boosts a word in later streams; a negative boost suppresses it. Requires a scorer (DS_ERR_SCORER_NOT_ENABLED).
 *  Boosting a word twice is DS_ERR_FAIL_INSERT_HOTWORD. Boosts range from -1e9 to 1e9 (DS_ERR_INVALID_VALUE). Only
 *  single words can be boosted (in bytes mode: single characters): an empty text, or one with a space or a
 *  character outside the alphabet, is DS_ERR_HOTWORD_WITHOUT_EFFECT. A word that the dictionary of the scorer does not
 *  contain has no effect either. It is accepted because another scorer may contain it, and reported by
 *  DS_GetModelWarnings. */
DEEPSPEECH_EXPORT int DS_AddHotWord(ModelState* aCtx, const char* word, float boost);

/** Removes the boost of a word. DS_ERR_FAIL_ERASE_HOTWORD if it has none. */
DEEPSPEECH_EXPORT int DS_EraseHotWord(ModelState* aCtx, const char* word);

/** Removes all boosts. */
DEEPSPEECH_EXPORT int DS_ClearHotWords(ModelState* aCtx);

/** Decodes later streams without a scorer. DS_ERR_SCORER_NOT_ENABLED if there is none. */
DEEPSPEECH_EXPORT int DS_DisableExternalScorer(ModelState* aCtx);

/** Sets the language model weight and the word insertion weight instead of the defaults in the package. NaN leaves a
 *  weight unchanged. Other values outside -1e9 to 1e9 are DS_ERR_INVALID_VALUE and change nothing. */
DEEPSPEECH_EXPORT int DS_SetScorerAlphaBeta(ModelState* aCtx, float aAlpha, float aBeta);

/** Warnings about the current settings, one per line; empty if there are none: a beam width above the limit; a scorer
 * that was built with another alphabet (the words of its dictionary, spelled with the alphabet of the model, are
 * unknown to its language model) or for the other output mode; hot words that the scorer does not know. Freed with
 *  DS_FreeString. */
DEEPSPEECH_EXPORT char* DS_GetModelWarnings(const ModelState* aCtx);

/** Transcribes aBufferSize samples: 16 bits, mono, at the sampling rate of the model. NULL on failure. */
DEEPSPEECH_EXPORT char* DS_SpeechToText(ModelState* aCtx, const short* aBuffer, unsigned int aBufferSize);

/** The same, with tokens and times for up to aNumResults transcripts. */
DEEPSPEECH_EXPORT Metadata* DS_SpeechToTextWithMetadata(ModelState* aCtx, const short* aBuffer,
                                                        unsigned int aBufferSize, unsigned int aNumResults);

/** The same, with the emissions, regardless of DS_SetModelKeepEmissions. */
DEEPSPEECH_EXPORT MetadataWithEmissions* DS_SpeechToTextWithEmissions(ModelState* aCtx, const short* aBuffer,
                                                                      unsigned int aBufferSize,
                                                                      unsigned int aNumResults);

/** The words of the best transcript, with times and confidences. */
DEEPSPEECH_EXPORT TimedWords* DS_SpeechToTextWithWords(ModelState* aCtx, const short* aBuffer,
                                                       unsigned int aBufferSize);

/** Resamples a recording to the sampling rate of a model, with the filter of the program deepspeech, and rounds it to
 *  16 bits. Chunks of a stream must not be resampled separately, because each call treats its ends as silence.
 *
 *  aBuffer:     one channel, where full scale is 1.0 (a 16-bit sample divided by 32768); finite, at most 1e9.
 *               A null pointer counts as no audio.
 *  aFromRate:   sampling rate of aBuffer in Hz, from 1000 to 999999. aToRate: that of the result, likewise.
 *  aResult:     receives the samples and has room for aResultSize of them. A null pointer: only *retval is set.
 *  *retval:     the number of samples of the result, aBufferSize * aToRate / aFromRate, rounded; 0 on failure.
 *
 *  Returns a status code: DS_ERR_INVALID_VALUE for other rates or samples, if aResult is too small or retval is null.
 */
DEEPSPEECH_EXPORT int DS_ResampleAudio(const float* aBuffer, unsigned int aBufferSize, unsigned int aFromRate,
                                       unsigned int aToRate, short* aResult, unsigned int aResultSize,
                                       unsigned int* retval);

/** Loads a grammar of commands. DS_ERR_INVALID_COMMANDS if the file cannot be read, is no grammar or is damaged. */
DEEPSPEECH_EXPORT int DS_CreateCommands(const char* aPath, CommandGrammar** retval);

/** Finds the command of an utterance. The first of the aNumTexts transcripts (best first, UTF-8, words separated by
 *  spaces) that is a sentence of the grammar counts, otherwise the nearest sentence over all of them. A word that is
 *  missing or added costs 1, a replaced one 1.5 times the share of its letters that differ, all together at most
 *  aMaxDistance (0 to 1; 0.25 is usual) times the words of the transcript. It is no command if another meaning is about
 *  as near (0.1), or if no word of a slot was heard. *retval is NULL if there is none, which is no error. May be called
 *  from several threads. Freed with DS_FreeCommandMatch. */
DEEPSPEECH_EXPORT int DS_MatchCommand(const CommandGrammar* aGrammar, const char* const* aTexts, unsigned int aNumTexts,
                                      float aMaxDistance, CommandMatch** retval);

/** Starts an utterance. Returns a status code; *retval is NULL on failure. */
DEEPSPEECH_EXPORT int DS_CreateStream(ModelState* aCtx, StreamingState** retval);

/** Appends any number of samples to the utterance. The result does not depend on how the audio is split. */
DEEPSPEECH_EXPORT void DS_FeedAudioContent(StreamingState* aSctx, const short* aBuffer, unsigned int aBufferSize);

/** The transcript so far, or tokens and times for up to aNumResults transcripts. Audio is included as soon as the model
 *  has received a complete chunk with its look-ahead. */
DEEPSPEECH_EXPORT char* DS_IntermediateDecode(const StreamingState* aSctx);
DEEPSPEECH_EXPORT Metadata* DS_IntermediateDecodeWithMetadata(const StreamingState* aSctx, unsigned int aNumResults);

/** The results that DS_FinishStream and DS_FinishStreamWithMetadata would return now. The stream is unchanged. Runs the
 *  acoustic model once, or as often as its look-ahead requires. */
DEEPSPEECH_EXPORT char* DS_IntermediateDecodeFlushBuffers(StreamingState* aSctx);
DEEPSPEECH_EXPORT Metadata* DS_IntermediateDecodeWithMetadataFlushBuffers(StreamingState* aSctx,
                                                                          unsigned int aNumResults);

/** The words of the transcript so far; the last one may be incomplete. */
DEEPSPEECH_EXPORT TimedWords* DS_IntermediateDecodeWithWords(const StreamingState* aSctx);

/** The emissions so far, from timestep aFirstTimestep. NULL if the stream does not keep them. */
DEEPSPEECH_EXPORT AcousticModelEmissions* DS_GetStreamEmissions(const StreamingState* aSctx,
                                                                unsigned int aFirstTimestep);

/** Seconds from the end of the last speech to the last sample fed; the length of the audio if there is no speech. To
 *  detect the end of an utterance, wait until it reaches, for example, 0.8 s after text was recognized. 0 for a null
 *  stream.
 *
 *  Speech is detected in two ways. The first: the model assigns a probability of at least one half to characters (all
 *  symbols except blank and space). This ignores noise, but comes late by the context, the chunk and the look-ahead of
 * the model (up to 0.5 s with common models), and ends with the peak of the last character instead of its sound. The
 *  second: a window of 32 ms is loud, and either the model has not processed it yet, or all windows since the last
 *  character were loud, for at most 0.5 s. A window is loud if its level is above the middle, in dB, between the
 * running levels of windows with characters and of windows at least 0.3 s after a character. While one of these levels
 * is missing, the limit is 15 dB below the former or 10 dB above the latter. If they differ by less than 6 dB, no
 * window is loud. */
DEEPSPEECH_EXPORT float DS_GetStreamTrailingSilence(const StreamingState* aSctx);

/** DS_ERR_OK, or the status code of the failure if a part of the audio could not be computed. */
DEEPSPEECH_EXPORT int DS_GetStreamStatus(const StreamingState* aSctx);

/** Computes the rest of the audio, returns the transcript, or tokens and times for up to aNumResults transcripts, and
 *  releases the stream. */
DEEPSPEECH_EXPORT char* DS_FinishStream(StreamingState* aSctx);
DEEPSPEECH_EXPORT Metadata* DS_FinishStreamWithMetadata(StreamingState* aSctx, unsigned int aNumResults);

/** The same, with the emissions of the whole utterance if the stream keeps them. */
DEEPSPEECH_EXPORT MetadataWithEmissions* DS_FinishStreamWithEmissions(StreamingState* aSctx, unsigned int aNumResults);

/** As DS_FinishStream, but returns the words of the best transcript, with times and confidences. */
DEEPSPEECH_EXPORT TimedWords* DS_FinishStreamWithWords(StreamingState* aSctx);

/** Releases a stream without decoding it; a null pointer is allowed. */
DEEPSPEECH_EXPORT void DS_FreeStream(StreamingState* aSctx);

/** Release results with all their parts; null pointers are allowed. */
DEEPSPEECH_EXPORT void DS_FreeMetadata(Metadata* m);
DEEPSPEECH_EXPORT void DS_FreeMetadataWithEmissions(MetadataWithEmissions* m);
DEEPSPEECH_EXPORT void DS_FreeEmissions(AcousticModelEmissions* e);
DEEPSPEECH_EXPORT void DS_FreeTimedWords(TimedWords* w);
DEEPSPEECH_EXPORT void DS_FreeCommandMatch(CommandMatch* m);
DEEPSPEECH_EXPORT void DS_FreeCommands(CommandGrammar* aGrammar);
DEEPSPEECH_EXPORT void DS_FreeString(char* str);

/** The version of this library, as in semantic versioning; freed with DS_FreeString. */
DEEPSPEECH_EXPORT char* DS_Version(void);

/** The message of a status code; freed with DS_FreeString. */
DEEPSPEECH_EXPORT char* DS_ErrorCodeToErrorMessage(int aErrorCode);

/** The reason of the failure of the last call in this thread, with the path or the value concerned, as written to
 * standard error. Empty if the call did not fail, or if there is nothing to add to the status code. Functions that
 * release something, DS_ErrorCodeToErrorMessage, DS_GetStreamStatus and this one do not count as calls. Freed with
 *  DS_FreeString. */
DEEPSPEECH_EXPORT char* DS_GetErrorDetails(void);

#undef DEEPSPEECH_EXPORT

#ifdef __cplusplus
}
#endif

#endif /* DEEPSPEECH_H */
