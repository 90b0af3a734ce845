#include "scorer/scorer.h"

#include "scorer/package.h"

namespace ds {

int Scorer::open(const std::string& path, TableChecks checks, std::string* reason) {
  int code = kScorerOk;
  model_ = LanguageModel::load(path, &code, checks);
  if (code == kScorerOk && !file_.open(path)) code = kScorerUnreadable;
  if (code == kScorerUnreadable) *reason = why_unreadable(path);
  if (code != kScorerOk) return code;
  const uint64_t end = model_->end_offset();
  // The file may have been replaced by a shorter one since the model was read.
  if (end >= file_.size()) return kScorerNoTrie;
  PackageHeader header;
  code = read_package_header(file_.data() + end, file_.size() - end, &header, reason);
  if (code != kScorerOk) return code;
  alpha = header.alpha;
  beta = header.beta;
  is_bytes_mode_ = header.is_bytes_mode;
  if (!dictionary_.read(file_.data(), file_.size(), end + kPackageHeaderSize, checks)) return kScorerInvalidTrie;
  return kScorerOk;
}

std::shared_ptr<Scorer> Scorer::load(const std::string& path, const Alphabet& alphabet, int* error, TableChecks checks,
                                     std::string* reason) {
  std::shared_ptr<Scorer> scorer(new Scorer);
  scorer->alphabet_ = alphabet;
  std::string why;
  const int code = scorer->open(path, checks, &why);
  if (error) *error = code;
  if (reason) *reason = why.empty() ? describe_scorer_error(code) : why;
  if (code != kScorerOk) return nullptr;
  // A scorer for the other mode never fits, so other warnings are unnecessary.
  if (scorer->is_bytes_mode_ == alphabet.is_bytes()) {
    scorer->fit_ = sample_alphabet_fit(scorer->dictionary_, *scorer->model_, alphabet, scorer->is_bytes_mode_);
  }
  return scorer;
}

std::string Scorer::warning() const {
  if (is_bytes_mode_ != alphabet_.is_bytes()) {  // 0.9.3 accepts it silently
    return std::string("it is for models ") + (is_bytes_mode_ ? "in bytes mode" : "of characters") +
           ", and this one is " + (is_bytes_mode_ ? "of characters" : "in bytes mode") + ": do not expect text";
  }
  return fit_.describe(is_bytes_mode_);
}

}  // namespace ds
