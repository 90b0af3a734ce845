/* coqui-stt.h: the C interface of Coqui STT 1.4, for programs that were written for it. Link with libstt.
 *
 * Every function STT_X does what DS_X of deepspeech.h does, where it is documented: models, results, ownership, threads
 * and errors are the same. libstt only hands over to libdeepspeech, which must be in the same folder or in the library
 * path of the system. The differences from Coqui STT are listed in doc/compatibility.md.
 *
 * Both headers define types with the same names. A source file includes one of them only.
 */
#ifndef COQUI_STT_H
#define COQUI_STT_H

#ifdef DEEPSPEECH_H
#error "coqui-stt.h and deepspeech.h cannot be included in the same source file"
#endif

#if defined(_WIN32)
#define STT_EXPORT __declspec(dllexport)
#else
#define STT_EXPORT __attribute__((visibility("default")))
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
  const unsigned int timestep; /* row of the model's output */
  const float start_time;      /* in seconds */
} TokenMetadata;

/** One transcript. */
typedef struct CandidateTranscript {
  const TokenMetadata* const tokens;
  const unsigned int num_tokens;
  const double confidence; /* natural logarithm of the score, including scorer and hot words */
} CandidateTranscript;

/** Outputs of the acoustic model, as probabilities. */
typedef struct AcousticModelEmissions {
  const int num_symbols;            /* columns: the labels of the alphabet, then the CTC blank */
  const char* const* const symbols; /* their texts, UTF-8; empty for the blank */
  const int num_timesteps;          /* rows */
  const double* const emissions;    /* of symbol s at timestep t: emissions[t * num_symbols + s] */
} AcousticModelEmissions;

/** Transcripts, best first. */
typedef struct Metadata {
  const CandidateTranscript* const transcripts;
  const unsigned int num_transcripts;
  const AcousticModelEmissions* const emissions; /* NULL except in the result of STT_SpeechToTextWithEmissions */
} Metadata;

/** All status codes: APPLY(name, value, message). Those from 0x200A to 0x200C are not in Coqui STT. */
/* clang-format off */
#define STT_FOR_EACH_ERROR(APPLY) \
  APPLY(STT_ERR_OK,                      0x0000, "No error.") \
  APPLY(STT_ERR_NO_MODEL,                0x1000, "Missing model information.") \
  APPLY(STT_ERR_INVALID_ALPHABET,        0x2000, "Invalid alphabet embedded in model. (Data corruption?)") \
  APPLY(STT_ERR_INVALID_SHAPE,           0x2001, "Invalid model shape.") \
  APPLY(STT_ERR_INVALID_SCORER,          0x2002, "Invalid scorer file.") \
  APPLY(STT_ERR_MODEL_INCOMPATIBLE,      0x2003, "Incompatible model.") \
  APPLY(STT_ERR_SCORER_NOT_ENABLED,      0x2004, "External scorer is not enabled.") \
  APPLY(STT_ERR_SCORER_UNREADABLE,       0x2005, "Could not read scorer file.") \
  APPLY(STT_ERR_SCORER_INVALID_LM,       0x2006, "Could not recognize language model header in scorer.") \
  APPLY(STT_ERR_SCORER_NO_TRIE,          0x2007, "Reached end of scorer file before loading vocabulary trie.") \
  APPLY(STT_ERR_SCORER_INVALID_TRIE,     0x2008, "Invalid magic in trie header.") \
  APPLY(STT_ERR_SCORER_VERSION_MISMATCH, 0x2009, "Scorer file version does not match expected version.") \
  APPLY(STT_ERR_INVALID_VALUE,           0x200A, "Value out of range.") \
  APPLY(STT_ERR_HOTWORD_WITHOUT_EFFECT,  0x200B, "Hot-word is empty, or has a space or unknown letters.") \
  APPLY(STT_ERR_INVALID_COMMANDS,        0x200C, "Invalid commands file.") \
  APPLY(STT_ERR_FAIL_INIT_MMAP,          0x3000, "Failed to initialize memory mapped model.") \
  APPLY(STT_ERR_FAIL_INIT_SESS,          0x3001, "Failed to initialize the session.") \
  APPLY(STT_ERR_FAIL_INTERPRETER,        0x3002, "Interpreter failed.") \
  APPLY(STT_ERR_FAIL_RUN_SESS,           0x3003, "Failed to run the session.") \
  APPLY(STT_ERR_FAIL_CREATE_STREAM,      0x3004, "Error creating the stream.") \
  APPLY(STT_ERR_FAIL_READ_PROTOBUF,      0x3005, "Error reading the proto buffer model file.") \
  APPLY(STT_ERR_FAIL_CREATE_SESS,        0x3006, "Failed to create session.") \
  APPLY(STT_ERR_FAIL_CREATE_MODEL,       0x3007, "Could not allocate model state.") \
  APPLY(STT_ERR_FAIL_INSERT_HOTWORD,     0x3008, "Could not insert hot-word.") \
  APPLY(STT_ERR_FAIL_CLEAR_HOTWORD,      0x3009, "Could not clear hot-words.") \
  APPLY(STT_ERR_FAIL_ERASE_HOTWORD,      0x3010, "Could not erase hot-word.")
/* clang-format on */

enum STT_Error_Codes {
#define DEFINE(NAME, VALUE, MESSAGE) NAME = VALUE,
  STT_FOR_EACH_ERROR(DEFINE)
#undef DEFINE
};

/* Models. */
STT_EXPORT int STT_CreateModel(const char* aModelPath, ModelState** retval);
STT_EXPORT int STT_CreateModelFromBuffer(const char* aModelBuffer, unsigned int aBufferSize, ModelState** retval);
STT_EXPORT unsigned int STT_GetModelBeamWidth(const ModelState* aCtx);
STT_EXPORT int STT_SetModelBeamWidth(ModelState* aCtx, unsigned int aBeamWidth);
STT_EXPORT int STT_GetModelSampleRate(const ModelState* aCtx);
STT_EXPORT void STT_FreeModel(ModelState* ctx);

/* Scorers and hot words. */
STT_EXPORT int STT_EnableExternalScorer(ModelState* aCtx, const char* aScorerPath);
STT_EXPORT int STT_EnableExternalScorerFromBuffer(ModelState* aCtx, const char* aScorerBuffer,
                                                  unsigned int aBufferSize);
STT_EXPORT int STT_DisableExternalScorer(ModelState* aCtx);
STT_EXPORT int STT_SetScorerAlphaBeta(ModelState* aCtx, float aAlpha, float aBeta);
STT_EXPORT int STT_AddHotWord(ModelState* aCtx, const char* word, float boost);
STT_EXPORT int STT_EraseHotWord(ModelState* aCtx, const char* word);
STT_EXPORT int STT_ClearHotWords(ModelState* aCtx);

/* Whole recordings: aBufferSize samples of 16 bits, mono, at the sampling rate of the model. NULL on failure. */
STT_EXPORT char* STT_SpeechToText(ModelState* aCtx, const short* aBuffer, unsigned int aBufferSize);
STT_EXPORT Metadata* STT_SpeechToTextWithMetadata(ModelState* aCtx, const short* aBuffer, unsigned int aBufferSize,
                                                  unsigned int aNumResults);
STT_EXPORT Metadata* STT_SpeechToTextWithEmissions(ModelState* aCtx, const short* aBuffer, unsigned int aBufferSize,
                                                   unsigned int aNumResults);

/* Streams. The functions that flush buffers leave the stream as it is. STT_FinishStream and
 * STT_FinishStreamWithMetadata release it. */
STT_EXPORT int STT_CreateStream(ModelState* aCtx, StreamingState** retval);
STT_EXPORT void STT_FeedAudioContent(StreamingState* aSctx, const short* aBuffer, unsigned int aBufferSize);
STT_EXPORT char* STT_IntermediateDecode(const StreamingState* aSctx);
STT_EXPORT Metadata* STT_IntermediateDecodeWithMetadata(const StreamingState* aSctx, unsigned int aNumResults);
STT_EXPORT char* STT_IntermediateDecodeFlushBuffers(StreamingState* aSctx);
STT_EXPORT Metadata* STT_IntermediateDecodeWithMetadataFlushBuffers(StreamingState* aSctx, unsigned int aNumResults);
STT_EXPORT char* STT_FinishStream(StreamingState* aSctx);
STT_EXPORT Metadata* STT_FinishStreamWithMetadata(StreamingState* aSctx, unsigned int aNumResults);
STT_EXPORT void STT_FreeStream(StreamingState* aSctx);

/* Results. */
STT_EXPORT void STT_FreeMetadata(Metadata* m);
STT_EXPORT void STT_FreeString(char* str);

/* The version of this project, and the message of a status code; both freed with STT_FreeString. */
STT_EXPORT char* STT_Version(void);
STT_EXPORT char* STT_ErrorCodeToErrorMessage(int aErrorCode);

#undef STT_EXPORT

#ifdef __cplusplus
}
#endif

#endif /* COQUI_STT_H */
