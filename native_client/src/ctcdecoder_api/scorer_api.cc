#include <cstdio>
#include <cstring>
#include <string>
#include <utility>

#include "ctcdecoder_api/handles.h"
#include "ds_ctcdecoder.h"
#include "scorer/package.h"
#include "scorer/package_writer.h"
#include "scorer/word_queries.h"
#include "text/utf8.h"

extern "C" {

int DsCtc_ScorerLoad(const char* path, const DsCtcAlphabet* alphabet, DsCtcScorer** scorer) {
  return ds::guarded([&] {
    if (!path || !alphabet || !scorer) return ds::kErrNoModel;
    int error = 0;
    std::string reason;
    auto loaded = ds::Scorer::load(path, alphabet->alphabet, &error, ds::TableChecks::kAffordable, &reason);
    if (!loaded) {
      // 0.9.3 prints these two to standard error.
      const bool was_printed = error == ds::kScorerInvalidTrie || error == ds::kScorerVersionMismatch;
      if (was_printed) std::fprintf(stderr, "Error: %s: %s\n", ds::utf8_one_line(path).c_str(), reason.c_str());
      return ds::fail(error, std::string(path) + ": " + reason);
    }
    *scorer = new DsCtcScorer{std::move(loaded)};
    return 0;
  });
}

void DsCtc_ScorerFree(DsCtcScorer* scorer) { delete scorer; }

int DsCtc_ScorerSetParameters(DsCtcScorer* scorer, double alpha, double beta) {
  return ds::guarded([&] {
    for (const auto& [name, value] : {std::pair{"alpha", alpha}, std::pair{"beta", beta}}) {
      if (ds::is_weight(value)) continue;
      return ds::fail(ds::kErrInvalidValue,
                      std::string(name) + " must be a number from -1e9 to 1e9. Received: " + std::to_string(value));
    }
    scorer->scorer->alpha = alpha;
    scorer->scorer->beta = beta;
    return 0;
  });
}

int DsCtc_ScorerWarning(const DsCtcScorer* scorer, char** message) {
  return ds::guarded([&] {
    if (!scorer || !message) return ds::kErrNoModel;
    const std::string warning = scorer->scorer->warning();
    *message = warning.empty() ? nullptr : strdup(warning.c_str());
    return 0;
  });
}

int DsCtc_ScorerJudgeHotWord(const DsCtcScorer* scorer, const char* word, int* effect, char** reason) {
  return ds::guarded([&] {
    if (!scorer || !word || !effect || !reason) return ds::kErrNoModel;
    const ds::HotWordVerdict verdict = ds::judge_hot_word(*scorer->scorer, word);
    *effect = verdict.effect == ds::HotWordEffect::kPossible          ? DS_CTC_HOT_WORD_POSSIBLE
              : verdict.effect == ds::HotWordEffect::kNotInDictionary ? DS_CTC_HOT_WORD_NOT_IN_DICTIONARY
                                                                      : DS_CTC_HOT_WORD_NEVER;
    *reason = verdict.reason.empty() ? nullptr : strdup(verdict.reason.c_str());
    return 0;
  });
}

double DsCtc_ScorerAlpha(const DsCtcScorer* scorer) { return scorer->scorer->alpha; }
double DsCtc_ScorerBeta(const DsCtcScorer* scorer) { return scorer->scorer->beta; }
int DsCtc_ScorerIsBytesMode(const DsCtcScorer* scorer) { return scorer->scorer->is_bytes_mode(); }
uint32_t DsCtc_ScorerMaxOrder(const DsCtcScorer* scorer) { return scorer->scorer->max_order(); }

double DsCtc_ScorerLogProb(const DsCtcScorer* scorer, const char* const* words, size_t num_words, int bos, int eos) {
  double log_prob = 0;
  ds::guarded([&] {
    const std::vector<std::string> sentence(words, words + num_words);
    log_prob = ds::log_prob_of_last(scorer->scorer->model(), sentence, bos != 0, eos != 0);
    return 0;
  });
  return log_prob;
}

int DsCtc_ScorerHasWord(const DsCtcScorer* scorer, const char* word) {
  int found = 0;
  ds::guarded([&] { return found = ds::has_word(*scorer->scorer, word); });
  return found;
}

int DsCtc_PackageWrite(const char* model_path, const char* const* words, size_t num_words,
                       const DsCtcAlphabet* alphabet, int bytes_mode, double alpha, double beta,
                       const char* output_path, size_t* num_written, size_t* num_left_out, char** message) {
  if (message) *message = nullptr;
  return ds::guarded([&] {
    if (!model_path || !alphabet || !output_path) return ds::kErrNoModel;
    ds::PackageInput input;
    input.model_path = model_path;
    input.words.assign(words, words + num_words);
    input.header = {bytes_mode != 0, alpha, beta};
    const ds::PackageResult result = ds::write_package(input, alphabet->alphabet, output_path);
    if (num_written) *num_written = result.words;
    if (num_left_out) *num_left_out = result.left_out.size();
    if (result.message.empty()) return 0;
    if (message) *message = strdup(result.message.c_str());
    return result.error ? result.error : ds::kErrInvalidScorer;
  });
}

}  // extern "C"
