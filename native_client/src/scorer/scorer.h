// External scorer: language model and dictionary of a `.scorer` package.
#ifndef DS_SCORER_SCORER_H_
#define DS_SCORER_SCORER_H_

#include <atomic>
#include <memory>
#include <string>

#include "scorer/alphabet_fit.h"
#include "scorer/dictionary.h"
#include "scorer/language_model.h"
#include "scorer/mapped_file.h"
#include "scorer/package.h"
#include "text/alphabet.h"

namespace ds {

// A loaded package. Shared by any number of decoders and threads; alpha and beta may be changed at any time and affect
// later frames.
class Scorer {
 public:
  // Opens a package. Null if it cannot be used, with the cause in `error` (a ScorerError) and its description in
  // `reason`.
  static std::shared_ptr<Scorer> load(const std::string& path, const Alphabet& alphabet, int* error = nullptr,
                                      TableChecks checks = TableChecks::kAffordable, std::string* reason = nullptr);

  std::atomic<double> alpha{0.0};  // weight of the language model
  std::atomic<double> beta{0.0};   // added for every word (in bytes mode: for every character)

  bool is_bytes_mode() const { return is_bytes_mode_; }
  unsigned max_order() const { return model_->order(); }
  const LanguageModel& model() const { return *model_; }
  const Dictionary& dictionary() const { return dictionary_; }
  const Alphabet& alphabet() const { return alphabet_; }
  // Why this scorer does not match its alphabet, phrased to follow its name; empty if it matches.
  std::string warning() const;

 private:
  Scorer() = default;

  // Returns a ScorerError.
  int open(const std::string& path, TableChecks checks, std::string* reason);

  Alphabet alphabet_;
  std::unique_ptr<LanguageModel> model_;
  MappedFile file_;
  Dictionary dictionary_;
  bool is_bytes_mode_ = false;
  AlphabetFit fit_;
};

}  // namespace ds

#endif  // DS_SCORER_SCORER_H_
