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
 * Ownership. What a function returns belongs to the caller: strings go to DS_FreeString, Metadata to
 * DS_FreeMetadata, TimedWords to DS_FreeTimedWords, AcousticModelEmissions to DS_FreeEmissions,
 * MetadataWithEmissions to DS_FreeMetadataWithEmissions (their parts are not freed on their own), models to
 * DS_FreeModel. A stream ends with exactly one of the DS_FinishStream functions or DS_FreeStream. It keeps
 * what it needs of its model alive, so the order in which both are released does not matter. Buffers passed
 * in, those of models and scorers too, are copied or used up before the call returns.
 *
 * Threads. Different streams, also of one model, may be used from different threads, and give the same results
 * as one after the other. Streams of one model share its weights, whose runs queue behind a lock, and the
 * scorer, which is only read; everything else (LSTM state, hypotheses, audio) is each stream's own. One stream
 * must be used by one thread at a time, and a model must not be freed while another call is using it. A stream
 * takes the scorer, the hot words, the beam width and the choice to keep emissions that the model has when the
 * stream is created; later changes of these touch later streams only. New weights of a scorer and another
 * number of threads act on every stream.
 *
 * Failure. No function throws or aborts on bad input; null handles are answered with an error or nothing.
 * Functions that return a pointer return NULL on failure. Why a call failed is said on standard error, to which the
 * library writes nothing else, and by DS_GetErrorDetails. A stream of which some
 * audio could not be computed gives no result any more (DS_GetStreamStatus says why), but still has to be
 * ended. A null or empty audio buffer counts as no audio. Number of results 0 gives no transcript.
 *
 * The last word. In 0.9.3 a last word that is only begun counts as unknown to the scorer (-1000, weighted), so that
 * intermediate results hide it, and at the end of an utterance the last word gets no boost. Programs and tuned boosts
 * depend on that. DS_SetModelDecoderCompat(model, 0), or DS_DECODER_COMPAT=none in the environment of
 * DS_CreateModel, make it right: a word begun waits for its score, and the last one is boosted like any other.
 * DS_IntermediateDecodeWithWords always lets words wait.
 *
 * The last window. After the last sample one more window of audio is always computed. Models of DeepSpeech
 * 0.9.3 get it as its TFLite client filled it: the remaining samples, then what the previous window held at
 * those positions. Models with a tensor metadata_final_window that says "zero" (our exporter writes it) get
 * zeros there. The environment variable DS_FINAL_WINDOW (stale or zero) decides for every model.
 *
 * Runtime. Models run on LiteRT 2.2 or newer (libLiteRt.so of the ai-edge-litert package), opened with the
 * first model: from the path in DS_LITERT_LIBRARY, else from $ORIGIN/../../ai_edge_litert, else from where the
 * system looks. int8 files of 0.9.3, which quantise activations symmetrically, are computed as TFLite did
 * then (with AVX2 or AVX-512 where the processor has them), others on XNNPACK; DS_KERNELS (builtin or xnnpack) decides
 * for every model.
 */
#ifndef DEEPSPEECH_H
#define DEEPSPEECH_H

#define DEEPSPEECH_EXPORT __attribute__((visibility("default")))

#ifdef __cplusplus
extern "C" {
#endif

/** A loaded acoustic model with its decoder settings. */
typedef struct ModelState ModelState;

/** One utterance being recognised. */
typedef struct StreamingState StreamingState;

/** One token (a character; a byte for models in bytes mode) and when it was heard. */
typedef struct TokenMetadata {
  const char* const text;      /* UTF-8 */
  const unsigned int timestep; /* row of the model's outputs; with a subsampling, one for several feature steps */
  const float start_time;      /* in seconds */
} TokenMetadata;

/** One transcript. */
typedef struct CandidateTranscript {
  const TokenMetadata* const tokens;
  const unsigned int num_tokens;
  /** Natural logarithm of the score, scorer and hot words included. It grows more negative with length, so
   *  compare it only between transcripts of the same audio. */
  const double confidence;
} CandidateTranscript;

/** Transcripts, best first. */
typedef struct Metadata {
  const CandidateTranscript* const transcripts;
  const unsigned int num_transcripts;
} Metadata;

/** A word and when it was heard. Words are what stands between spaces. */
typedef struct TimedWord {
  const char* const text; /* UTF-8 */
  /** Seconds from the start of the audio: when the first token was heard. */
  const float start_time;
  /** When the space after it was heard, but at most 0.2 s after its last token; without one, a timestep
   *  after its last token. */
  const float end_time;
  /** From 0 to 1: the share of those hypotheses that have this word here. The 100 best of the beam take part,
   *  each by exp(its score) divided by the sum of all these, scorer and hot words included. A hypothesis has
   *  the word if the same text stands in it at an overlapping time, give or take 0.1 s. So a word is uncertain
   *  if hypotheses of like score differ in it. Not calibrated: it knows only what the beam kept. */
  const double confidence;
} TimedWord;

/** The words of the best transcript, in order. */
typedef struct TimedWords {
  const TimedWord* const words;
  const unsigned int num_words;
  /** From 0 to 1: the share, measured alike, of the hypotheses with exactly these words. */
  const double confidence;
} TimedWords;

/** What the acoustic model said, before decoding: at every timestep the probability of every symbol. */
typedef struct AcousticModelEmissions {
  const int num_symbols;            /* columns: the labels of the alphabet and, last, the blank of CTC */
  const char* const* const symbols; /* text of each, UTF-8; the blank's is empty */
  const int num_timesteps;          /* rows, one for as many feature steps as the model's subsampling */
  const double* const emissions;    /* of symbol s at timestep t: emissions[t * num_symbols + s] */
} AcousticModelEmissions;

/** Metadata, and the emissions that it was decoded from. */
typedef struct MetadataWithEmissions {
  const CandidateTranscript* const transcripts;
  const unsigned int num_transcripts;
  const AcousticModelEmissions* const emissions; /* NULL if the stream did not keep them */
} MetadataWithEmissions;

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
  APPLY(DS_ERR_INVALID_VALUE,           0x200A, "Value out of range.") \
  APPLY(DS_ERR_HOTWORD_WITHOUT_EFFECT,  0x200B, "Hot-word is empty, or has a space or unknown letters.") \
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

/** The same from the contents of a .tflite file, aBufferSize bytes, which are copied. */
DEEPSPEECH_EXPORT int DS_CreateModelFromBuffer(const char* aModelBuffer, unsigned int aBufferSize, ModelState** retval);

/** Hypotheses that the decoder keeps; the model file holds the default. 0 for a null model. */
DEEPSPEECH_EXPORT unsigned int DS_GetModelBeamWidth(const ModelState* aCtx);

/** Sets the beam width of later streams. 0 is DS_ERR_INVALID_VALUE. More than 65536 counts as 65536, as
 *  DS_GetModelWarnings says then. */
DEEPSPEECH_EXPORT int DS_SetModelBeamWidth(ModelState* aCtx, unsigned int aBeamWidth);

/** Sample rate in Hz that the model expects. 0 for a null model. */
DEEPSPEECH_EXPORT int DS_GetModelSampleRate(const ModelState* aCtx);

/** Runs the acoustic model on so many threads; 0 and more than there are processors mean as many as there are
 *  processors. New models have one, which is best for several streams at once; results do not depend on it.
 *  Acts on running streams too. Returns a status code; on failure nothing has changed. */
DEEPSPEECH_EXPORT int DS_SetModelThreads(ModelState* aCtx, unsigned int aThreads);

/** Threads that the acoustic model runs on. 0 for a null model. */
DEEPSPEECH_EXPORT unsigned int DS_GetModelThreads(const ModelState* aCtx);

/** Decides whether later streams keep their emissions (aKeep not 0) or not (0, as new models do). They take
 *  4 bytes for every symbol and timestep: with 29 symbols, 21 MB in an hour. Returns a status code. */
DEEPSPEECH_EXPORT int DS_SetModelKeepEmissions(ModelState* aCtx, int aKeep);

/** The last word (see above) counts in later streams as in 0.9.3 (aLike09 not 0, as new models do), or right. */
DEEPSPEECH_EXPORT int DS_SetModelDecoderCompat(ModelState* aCtx, int aLike09);

/** Releases a model; a null pointer is allowed. */
DEEPSPEECH_EXPORT void DS_FreeModel(ModelState* ctx);

/** Uses the .scorer package at aScorerPath from now on, in place of any other. Every failure to load it is
 *  DS_ERR_INVALID_SCORER; DS_GetErrorDetails names the reason. The scorer in use, if any, stays then. Whether it was
 *  made for this model, DS_GetModelWarnings says. */
DEEPSPEECH_EXPORT int DS_EnableExternalScorer(ModelState* aCtx, const char* aScorerPath);

/** The same from the contents of a .scorer package, aBufferSize bytes, which are copied. */
DEEPSPEECH_EXPORT int DS_EnableExternalScorerFromBuffer(ModelState* aCtx, const char* aScorerBuffer,
                                                        unsigned int aBufferSize);

/** Boosts a word (or, negative, suppresses it) in later streams. Needs a scorer
 *  (DS_ERR_SCORER_NOT_ENABLED). A word that has a boost already is DS_ERR_FAIL_INSERT_HOTWORD. Boosts are from -1e9 to
 *  1e9 (DS_ERR_INVALID_VALUE). Boosts go to single words, in bytes mode to single characters: what is empty, has a
 *  space or a letter outside of the alphabet is DS_ERR_HOTWORD_WITHOUT_EFFECT. A word that the scorer's dictionary
 *  does not have has no effect either; it is taken, as another scorer may have it, and DS_GetModelWarnings names it. */
DEEPSPEECH_EXPORT int DS_AddHotWord(ModelState* aCtx, const char* word, float boost);

/** Takes a word's boost away. DS_ERR_FAIL_ERASE_HOTWORD if it has none. */
DEEPSPEECH_EXPORT int DS_EraseHotWord(ModelState* aCtx, const char* word);

/** Takes all boosts away. */
DEEPSPEECH_EXPORT int DS_ClearHotWords(ModelState* aCtx);

/** Decodes without a scorer from now on. DS_ERR_SCORER_NOT_ENABLED if there is none. */
DEEPSPEECH_EXPORT int DS_DisableExternalScorer(ModelState* aCtx);

/** Sets the language model weight and the word insertion weight in place of the package's defaults. A NaN
 *  leaves a weight as it is; anything else but -1e9 to 1e9 is DS_ERR_INVALID_VALUE, and changes nothing. */
DEEPSPEECH_EXPORT int DS_SetScorerAlphaBeta(ModelState* aCtx, float aAlpha, float aBeta);

/** What is accepted but will hardly be wanted, a line for each, empty if nothing: a scorer that was made with another
 *  alphabet (the words of its dictionary, read with the model's, are not those of its language model) or for the other
 *  output mode; hot words that the scorer in use does not know. To be freed with DS_FreeString. */
DEEPSPEECH_EXPORT char* DS_GetModelWarnings(const ModelState* aCtx);

/** Transcribes aBufferSize samples: 16 bit, mono, at the model's rate. NULL on failure. */
DEEPSPEECH_EXPORT char* DS_SpeechToText(ModelState* aCtx, const short* aBuffer, unsigned int aBufferSize);

/** The same, with tokens and times for up to aNumResults transcripts. */
DEEPSPEECH_EXPORT Metadata* DS_SpeechToTextWithMetadata(ModelState* aCtx, const short* aBuffer,
                                                        unsigned int aBufferSize, unsigned int aNumResults);

/** The same, with the emissions, whether or not the model keeps those of streams. */
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
 *  aFromRate:   sampling rate of aBuffer in Hz, from 1000 to 999999; aToRate: that of the result, likewise.
 *  aResult:     receives the samples and has room for aResultSize of them. A null pointer: only *retval is set.
 *  *retval:     the number of samples of the result, aBufferSize * aToRate / aFromRate, rounded; 0 on failure.
 *
 *  Returns a status code: DS_ERR_INVALID_VALUE for other rates or samples, if aResult is too small or retval is null.
 */
DEEPSPEECH_EXPORT int DS_ResampleAudio(const float* aBuffer, unsigned int aBufferSize, unsigned int aFromRate,
                                       unsigned int aToRate, short* aResult, unsigned int aResultSize,
                                       unsigned int* retval);

/** Starts an utterance. Returns a status code; *retval is NULL on failure. */
DEEPSPEECH_EXPORT int DS_CreateStream(ModelState* aCtx, StreamingState** retval);

/** Appends samples to the utterance, any number at a time: the result does not depend on the chunks. */
DEEPSPEECH_EXPORT void DS_FeedAudioContent(StreamingState* aSctx, const short* aBuffer, unsigned int aBufferSize);

/** The transcript so far; with tokens and times for up to aNumResults transcripts. Audio of which the model has
 *  not yet seen a whole chunk, and its look-ahead, does not take part. */
DEEPSPEECH_EXPORT char* DS_IntermediateDecode(const StreamingState* aSctx);
DEEPSPEECH_EXPORT Metadata* DS_IntermediateDecodeWithMetadata(const StreamingState* aSctx, unsigned int aNumResults);

/** What DS_FinishStream and DS_FinishStreamWithMetadata would return now; the stream goes on as if it had not been
 *  asked. Takes a run of the acoustic model, or as many as its look-ahead needs. */
DEEPSPEECH_EXPORT char* DS_IntermediateDecodeFlushBuffers(StreamingState* aSctx);
DEEPSPEECH_EXPORT Metadata* DS_IntermediateDecodeWithMetadataFlushBuffers(StreamingState* aSctx,
                                                                          unsigned int aNumResults);

/** The words of the transcript so far; the last one may be only begun. */
DEEPSPEECH_EXPORT TimedWords* DS_IntermediateDecodeWithWords(const StreamingState* aSctx);

/** The emissions so far, from timestep aFirstTimestep on. NULL if the stream does not keep them. */
DEEPSPEECH_EXPORT AcousticModelEmissions* DS_GetStreamEmissions(const StreamingState* aSctx,
                                                                unsigned int aFirstTimestep);

/** Seconds from the end of the last speech to the last sample fed; all of the audio if nobody has spoken. To end
 *  utterances by: wait until it reaches, say, 0.8 s after some text was recognised. 0 for a null stream.
 *
 *  Speech is, first, where the model gives the characters (all symbols but blank and space) together at least
 *  half of the probability. This ignores noise, but is late by the context, the chunk and the look-ahead of the
 *  model (up to 0.5 s for the usual ones), and ends with the last character's peak, not with its sound. So, second, a
 * window of 32 ms counts as speech if it is loud and the model has not judged it yet, or it has been loud ever since
 * the last character, for at most 0.5 s. Loud is what is above the middle, in dB, between the running levels of windows
 * that the model called characters and of windows at least 0.3 s after any (before there are both: 15 dB below the one,
 *  10 dB above the other); if the levels are within 6 dB, nothing is. */
DEEPSPEECH_EXPORT float DS_GetStreamTrailingSilence(const StreamingState* aSctx);

/** DS_ERR_OK, or why a part of the audio could not be computed. */
DEEPSPEECH_EXPORT int DS_GetStreamStatus(const StreamingState* aSctx);

/** Computes what is left of the audio, returns the transcript, or tokens and times for up to aNumResults
 *  transcripts, and releases the stream. */
DEEPSPEECH_EXPORT char* DS_FinishStream(StreamingState* aSctx);
DEEPSPEECH_EXPORT Metadata* DS_FinishStreamWithMetadata(StreamingState* aSctx, unsigned int aNumResults);

/** The same, with the emissions of the whole utterance if the stream keeps them. */
DEEPSPEECH_EXPORT MetadataWithEmissions* DS_FinishStreamWithEmissions(StreamingState* aSctx, unsigned int aNumResults);

/** As DS_FinishStream, but the words of the best transcript, with times and confidences. */
DEEPSPEECH_EXPORT TimedWords* DS_FinishStreamWithWords(StreamingState* aSctx);

/** Releases a stream without decoding it; a null pointer is allowed. */
DEEPSPEECH_EXPORT void DS_FreeStream(StreamingState* aSctx);

/** Release results with all that is in them; null pointers are allowed. */
DEEPSPEECH_EXPORT void DS_FreeMetadata(Metadata* m);
DEEPSPEECH_EXPORT void DS_FreeMetadataWithEmissions(MetadataWithEmissions* m);
DEEPSPEECH_EXPORT void DS_FreeEmissions(AcousticModelEmissions* e);
DEEPSPEECH_EXPORT void DS_FreeTimedWords(TimedWords* w);
DEEPSPEECH_EXPORT void DS_FreeString(char* str);

/** The version of this library, as in semantic versioning; to be freed with DS_FreeString. */
DEEPSPEECH_EXPORT char* DS_Version(void);

/** The message of a status code; to be freed with DS_FreeString. */
DEEPSPEECH_EXPORT char* DS_ErrorCodeToErrorMessage(int aErrorCode);

/** Why the last call of this thread failed, with the path or the value that it was about: what it wrote to standard
 *  error. Empty if it did not fail, or the status code says all. Functions that release something,
 * DS_ErrorCodeToErrorMessage, DS_GetStreamStatus and this one do not count as calls here. To be freed with
 * DS_FreeString. */
DEEPSPEECH_EXPORT char* DS_GetErrorDetails(void);

#undef DEEPSPEECH_EXPORT

#ifdef __cplusplus
}
#endif

#endif /* DEEPSPEECH_H */
