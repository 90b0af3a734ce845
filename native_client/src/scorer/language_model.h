// An n-gram language model in KenLM's binary format.
#ifndef DS_SCORER_LANGUAGE_MODEL_H_
#define DS_SCORER_LANGUAGE_MODEL_H_

#include <cstdint>
#include <memory>
#include <string>

#include "scorer/package.h"

namespace ds {

// The context of a model, the previous words: large enough for any state of KenLM of order 6.
struct LanguageModelState {
  alignas(8) unsigned char bytes[48];
};

class LanguageModel {
 public:
  static constexpr uint32_t kUnknownWord = 0;

  virtual ~LanguageModel() = default;

  // Opens the model at the start of a file. Null, with the reason in `error` (a ScorerError), if it cannot.
  static std::unique_ptr<LanguageModel> load(const std::string& path, int* error,
                                             TableChecks checks = TableChecks::kAffordable);

  virtual unsigned order() const = 0;
  // Offset in the file at which the model's tables end.
  virtual uint64_t end_offset() const = 0;

  virtual LanguageModelState begin_sentence() const = 0;
  virtual LanguageModelState no_context() const = 0;
  // Index of a word, kUnknownWord if the model does not know it.
  virtual uint32_t index(const char* word, size_t size) const = 0;
  // log10 P(word | state); `out` receives the state after it and must not be `in`.
  virtual float score(const LanguageModelState& in, uint32_t word, LanguageModelState* out) const = 0;
};

}  // namespace ds

#endif  // DS_SCORER_LANGUAGE_MODEL_H_
