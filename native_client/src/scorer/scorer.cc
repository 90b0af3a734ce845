#include "scorer/scorer.h"

#include "scorer/package.h"

namespace ds {

std::shared_ptr<Scorer> Scorer::load(const std::string& path, const Alphabet& alphabet, int* error,
                                     TableChecks checks) {
  int code = kScorerOk;
  std::shared_ptr<Scorer> scorer(new Scorer);
  scorer->alphabet_ = alphabet;
  scorer->model_ = LanguageModel::load(path, &code, checks);
  if (code == kScorerOk && !scorer->file_.open(path)) code = kScorerUnreadable;
  if (code == kScorerOk) {
    const MappedFile& file = scorer->file_;
    const uint64_t end = scorer->model_->end_offset();
    PackageHeader header;
    // The file may have been replaced by a shorter one since the model was read.
    code = end < file.size() ? read_package_header(file.data() + end, file.size() - end, &header) : kScorerNoTrie;
    if (code == kScorerOk) {
      scorer->alpha = header.alpha;
      scorer->beta = header.beta;
      scorer->is_bytes_mode_ = header.is_bytes_mode;
      if (!scorer->dictionary_.read(file.data(), file.size(), end + kPackageHeaderSize, checks)) {
        code = kScorerInvalidTrie;
      }
    }
  }
  if (error) *error = code;
  return code == kScorerOk ? scorer : nullptr;
}

}  // namespace ds
