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
 *       size_t n;
 *       while ((n = fread(chunk, sizeof(short), 320, stdin)) > 0) {
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
 * Ownership. What a function returns belongs to the caller: strings go to DS_FreeString, metadata to
 * DS_FreeMetadata, models to DS_FreeModel. A stream ends with exactly one of DS_FinishStream,
 * DS_FinishStreamWithMetadata and DS_FreeStream. A stream keeps what it needs of its model alive, so the
 * order in which both are released does not matter. Buffers passed in are copied or used up before the
 * call returns.
 *
 * Threads. Different streams, also of one model, may be used from different threads: the runs of one
 * model queue behind a lock. One stream must be used by one thread at a time, and a model must not be
 * freed while another call is using it. A stream takes the scorer, the hot words and the beam width that
 * the model has when the stream is created; later changes of these touch later streams only. New weights
 * of a scorer act on every stream that uses it.
 *
 * Failure. No function throws or aborts on bad input. Functions that return a pointer return NULL on
 * failure and say why on standard error. A null or empty audio buffer counts as no audio.
 *
 * The last window. After the last sample one more window of audio is always computed. Models made by
 * DeepSpeech 0.9.3 get it as that version's TFLite client filled it: the remaining samples, then what the
 * previous window held at those positions. Models that carry a tensor named metadata_final_window with
 * the string "zero" (our exporter writes it) get zeros there. The environment variable DS_FINAL_WINDOW
 * (stale or zero), read by DS_CreateModel, decides for every model.
 *
 * Runtime. Models run on LiteRT 2.2 or newer (libLiteRt.so of the ai-edge-litert package), which is opened
 * by DS_CreateModel: from the path in DS_LITERT_LIBRARY if that is set, else from the run path of this
 * library ($ORIGIN/../../ai_edge_litert), else from where the system looks. int8 files that ask for
 * symmetric quantisation of activations, as those of 0.9.3 do, are computed by TFLite's own kernels with
 * 0.9.3's sigmoid and tanh, all others by XNNPACK; the environment variable DS_KERNELS (builtin or xnnpack) decides for every model.
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

/** One utterance being recognised. */
typedef struct StreamingState StreamingState;

/** One token (a character; a byte for models in bytes mode) and when it was heard. */
typedef struct TokenMetadata {
  const char* const text;        /* UTF-8 */
  const unsigned int timestep;   /* in feature steps, 20 ms for the usual models */
  const float start_time;        /* in seconds */
} TokenMetadata;

/** One transcript. */
typedef struct CandidateTranscript {
  const TokenMetadata* const tokens;
  const unsigned int num_tokens;
  /** Natural logarithm of the score of the hypothesis, scorer and hot words included; it grows more
   *  negative with length, so compare it only between transcripts of the same audio. */
  const double confidence;
} CandidateTranscript;

/** Transcripts, best first. */
typedef struct Metadata {
  const CandidateTranscript* const transcripts;
  const unsigned int num_transcripts;
} Metadata;

/** Every status code: APPLY(name, value, message). */
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

/** Hypotheses that the decoder keeps; the model file holds the default. 0 for a null model. */
DEEPSPEECH_EXPORT unsigned int DS_GetModelBeamWidth(const ModelState* aCtx);

/** Sets the beam width of later streams. Returns a status code. */
DEEPSPEECH_EXPORT int DS_SetModelBeamWidth(ModelState* aCtx, unsigned int aBeamWidth);

/** Sample rate in Hz that the model expects. 0 for a null model. */
DEEPSPEECH_EXPORT int DS_GetModelSampleRate(const ModelState* aCtx);

/** Releases a model; a null pointer is allowed. */
DEEPSPEECH_EXPORT void DS_FreeModel(ModelState* ctx);

/** Uses the .scorer package at aScorerPath from now on, in place of any other. Every failure to load it is
 *  DS_ERR_INVALID_SCORER; standard error names the reason. The scorer in use, if any, stays then. */
DEEPSPEECH_EXPORT int DS_EnableExternalScorer(ModelState* aCtx, const char* aScorerPath);

/** Boosts a word (or, negative, suppresses it) in later streams. Needs a scorer
 *  (DS_ERR_SCORER_NOT_ENABLED). A word that has a boost already is DS_ERR_FAIL_INSERT_HOTWORD. */
DEEPSPEECH_EXPORT int DS_AddHotWord(ModelState* aCtx, const char* word, float boost);

/** Takes a word's boost away. DS_ERR_FAIL_ERASE_HOTWORD if it has none. */
DEEPSPEECH_EXPORT int DS_EraseHotWord(ModelState* aCtx, const char* word);

/** Takes all boosts away. */
DEEPSPEECH_EXPORT int DS_ClearHotWords(ModelState* aCtx);

/** Decodes without a scorer from now on. DS_ERR_SCORER_NOT_ENABLED if there is none. */
DEEPSPEECH_EXPORT int DS_DisableExternalScorer(ModelState* aCtx);

/** Sets the language model weight and the word insertion weight in place of the package's defaults. A NaN
 *  leaves a weight as it is. */
DEEPSPEECH_EXPORT int DS_SetScorerAlphaBeta(ModelState* aCtx, float aAlpha, float aBeta);

/** Transcribes aBufferSize samples: 16 bit, mono, at the model's rate. NULL on failure. */
DEEPSPEECH_EXPORT char* DS_SpeechToText(ModelState* aCtx, const short* aBuffer, unsigned int aBufferSize);

/** The same, with tokens and times for up to aNumResults transcripts. */
DEEPSPEECH_EXPORT Metadata* DS_SpeechToTextWithMetadata(ModelState* aCtx, const short* aBuffer,
                                                        unsigned int aBufferSize, unsigned int aNumResults);

/** Starts an utterance. Returns a status code; *retval is NULL on failure. */
DEEPSPEECH_EXPORT int DS_CreateStream(ModelState* aCtx, StreamingState** retval);

/** Appends samples to the utterance, any number at a time: the result does not depend on the chunks. */
DEEPSPEECH_EXPORT void DS_FeedAudioContent(StreamingState* aSctx, const short* aBuffer,
                                           unsigned int aBufferSize);

/** The transcript so far. Audio of which the model has not yet seen a whole batch does not take part. */
DEEPSPEECH_EXPORT char* DS_IntermediateDecode(const StreamingState* aSctx);

/** The same, with tokens and times for up to aNumResults transcripts. */
DEEPSPEECH_EXPORT Metadata* DS_IntermediateDecodeWithMetadata(const StreamingState* aSctx,
                                                              unsigned int aNumResults);

/** Computes what is left of the audio, returns the transcript and releases the stream. */
DEEPSPEECH_EXPORT char* DS_FinishStream(StreamingState* aSctx);

/** The same, with tokens and times for up to aNumResults transcripts. */
DEEPSPEECH_EXPORT Metadata* DS_FinishStreamWithMetadata(StreamingState* aSctx, unsigned int aNumResults);

/** Releases a stream without decoding it; a null pointer is allowed. */
DEEPSPEECH_EXPORT void DS_FreeStream(StreamingState* aSctx);

/** Releases metadata; a null pointer is allowed. */
DEEPSPEECH_EXPORT void DS_FreeMetadata(Metadata* m);

/** Releases a string; a null pointer is allowed. */
DEEPSPEECH_EXPORT void DS_FreeString(char* str);

/** The version of this library, as in semantic versioning; to be freed with DS_FreeString. */
DEEPSPEECH_EXPORT char* DS_Version(void);

/** The message of a status code; to be freed with DS_FreeString. */
DEEPSPEECH_EXPORT char* DS_ErrorCodeToErrorMessage(int aErrorCode);

#undef DEEPSPEECH_EXPORT

#ifdef __cplusplus
}
#endif

#endif /* DEEPSPEECH_H */
