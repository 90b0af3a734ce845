/* C interface of the CTC beam-search decoder, for bindings; the Python package ds_ctcdecoder is one.
 *
 * Ownership: results of the last argument belong to the caller, who frees them with the function named there. All
 * other arguments remain the property of the caller and are not stored.
 * Threads: alphabets and scorers may be used, but not freed, by any number of threads at the same time.
 * Errors: functions that return int return 0 or a DS_ERR_ code of deepspeech.h; DsCtc_ErrorMessage returns the reason.
 * They never throw C++ exceptions. */
#ifndef DS_CTCDECODER_H
#define DS_CTCDECODER_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#if defined(_WIN32)
#define DS_CTC_API __declspec(dllexport)
#elif defined(__GNUC__)
#define DS_CTC_API __attribute__((visibility("default")))
#else
#define DS_CTC_API
#endif

typedef struct DsCtcAlphabet DsCtcAlphabet;
typedef struct DsCtcScorer DsCtcScorer;
typedef struct DsCtcResults DsCtcResults;

/* One hypothesis; the arrays belong to its results. */
typedef struct {
  double confidence; /* natural logarithm, including the scorer */
  size_t num_tokens;
  const uint32_t* tokens;    /* labels */
  const uint32_t* timesteps; /* frame at which each token was emitted */
} DsCtcHypothesis;

typedef struct {
  uint32_t beam_size;
  double cutoff_prob;
  uint32_t cutoff_top_n;
  uint32_t num_results; /* hypotheses per utterance */
  uint32_t num_threads; /* utterances decoded at once */
  uint32_t num_hot_words;
  const char* const* hot_words; /* `(num_hot_words,)`, UTF-8 */
  const float* hot_word_boosts; /* `(num_hot_words,)` */
} DsCtcOptions;

/* A frame with invalid probabilities. */
typedef struct {
  size_t utterance;
  size_t frame;
  double lowest;
  double highest;
  double sum; /* NaN if one of the values is */
} DsCtcRow;

/* Possible effect of a boost of a word. */
enum {
  DS_CTC_HOT_WORD_POSSIBLE = 0,
  DS_CTC_HOT_WORD_NOT_IN_DICTIONARY = 1, /* none with this scorer */
  DS_CTC_HOT_WORD_NEVER = 2              /* none: it is empty, or has a space or a character outside the alphabet */
};

/* Version of the project; static. */
DS_CTC_API const char* DsCtc_Version(void);
/* The reason of the failure of the last call in this thread, with the path or value concerned; empty if there is
 * nothing to add to the code. Valid until the next call in this thread. */
DS_CTC_API const char* DsCtc_ErrorMessage(void);

/* Alphabets: from a file, from the serialized form in models, or the 255 labels of bytes mode. Free: AlphabetFree. */
DS_CTC_API int DsCtc_AlphabetRead(const char* path, DsCtcAlphabet** alphabet);
DS_CTC_API int DsCtc_AlphabetDeserialize(const char* data, size_t size, DsCtcAlphabet** alphabet);
DS_CTC_API int DsCtc_AlphabetBytes(DsCtcAlphabet** alphabet);
/* Serialized form, labels in order. Free: BufferFree. */
DS_CTC_API int DsCtc_AlphabetSerialize(const DsCtcAlphabet* alphabet, size_t* size, char** data);
DS_CTC_API void DsCtc_AlphabetFree(DsCtcAlphabet* alphabet);
DS_CTC_API void DsCtc_BufferFree(char* data);

/* Scorer packages. Free: ScorerFree. */
DS_CTC_API int DsCtc_ScorerLoad(const char* path, const DsCtcAlphabet* alphabet, DsCtcScorer** scorer);
DS_CTC_API void DsCtc_ScorerFree(DsCtcScorer* scorer);
/* Values outside -1e9 to 1e9 are DS_ERR_INVALID_VALUE. */
DS_CTC_API int DsCtc_ScorerSetParameters(DsCtcScorer* scorer, double alpha, double beta);
DS_CTC_API double DsCtc_ScorerAlpha(const DsCtcScorer* scorer);
DS_CTC_API double DsCtc_ScorerBeta(const DsCtcScorer* scorer);
DS_CTC_API int DsCtc_ScorerIsBytesMode(const DsCtcScorer* scorer);
DS_CTC_API uint32_t DsCtc_ScorerMaxOrder(const DsCtcScorer* scorer);
/* ln P(last word | words before it); -1000 if one of the words is unknown. `bos`: the first word starts a
 * sentence; `eos`: score the end of the sentence after the last word instead. */
DS_CTC_API double DsCtc_ScorerLogProb(const DsCtcScorer* scorer, const char* const* words, size_t num_words, int bos,
                                      int eos);
/* Whether the dictionary contains this word. */
DS_CTC_API int DsCtc_ScorerHasWord(const DsCtcScorer* scorer, const char* word);
/* Why the scorer does not match its alphabet: the words of its dictionary, spelled with it, are unknown to the language
 * model, or the output mode is different. `message` is null if it matches. Free: BufferFree. */
DS_CTC_API int DsCtc_ScorerWarning(const DsCtcScorer* scorer, char** message);
/* Whether a boost of this word can have an effect (`effect`: a DS_CTC_HOT_WORD_ number). `reason` explains why not;
 * null if it can. Free: BufferFree. */
DS_CTC_API int DsCtc_ScorerJudgeHotWord(const DsCtcScorer* scorer, const char* word, int* effect, char** reason);

/* Writes a scorer package from a KenLM binary without vocabulary strings and `num_words` words. `num_written` and
 * `num_left_out` (words that the alphabet cannot spell) may be null. `message`, if not null, receives the
 * failure, or null. Free: BufferFree. */
DS_CTC_API int DsCtc_PackageWrite(const char* model_path, const char* const* words, size_t num_words,
                                  const DsCtcAlphabet* alphabet, int bytes_mode, double alpha, double beta,
                                  const char* output_path, size_t* num_written, size_t* num_left_out, char** message);

/* Looks for a frame, among the first `lengths[i]` of utterance i, whose values are not softmax outputs (finite,
 * at least 0, with a sum from 0.95 to 1.05). DS_ERR_INVALID_VALUE if there is one; `wrong` is the first. */
DS_CTC_API int DsCtc_CheckProbabilities(const double* probs, const int32_t* lengths, size_t batch, size_t frames,
                                        size_t classes, DsCtcRow* wrong);

/* Decodes a batch of probabilities, `(batch, frames, classes)` without gaps, blank last, using the first `lengths[i]`
 * frames of utterance i. `scorer` may be null. Free: ResultsFree. Invalid probabilities count as 0; see
 * DsCtc_CheckProbabilities.
 * If the number of classes does not fit the alphabet: DS_ERR_INVALID_SHAPE. Options out of range:
 * DS_ERR_INVALID_VALUE. */
DS_CTC_API int DsCtc_DecodeBatch(const double* probs, const int32_t* lengths, size_t batch, size_t frames,
                                 size_t classes, const DsCtcAlphabet* alphabet, const DsCtcScorer* scorer,
                                 const DsCtcOptions* options, DsCtcResults** results);
DS_CTC_API size_t DsCtc_ResultsCount(const DsCtcResults* results, size_t utterance);
/* Hypothesis number `rank`, best first. */
DS_CTC_API int DsCtc_ResultsGet(const DsCtcResults* results, size_t utterance, size_t rank,
                                DsCtcHypothesis* hypothesis);
DS_CTC_API void DsCtc_ResultsFree(DsCtcResults* results);

#ifdef __cplusplus
}
#endif

#endif /* DS_CTCDECODER_H */
