#include "scorer/sentence.h"

#include <cstdint>

namespace ds {
namespace {

constexpr double kUnknownScore = -1000.0;
constexpr float kLog10E = 0.4342944819f;  // as in 0.9.3

}  // namespace

double log_prob_of_last(const LanguageModel& model, const std::vector<std::string>& words, bool bos, bool eos) {
  LanguageModelState state = bos ? model.begin_sentence() : model.no_context();
  std::vector<std::string> units = words;
  if (eos) units.push_back("</s>");
  double log10_prob = 0;
  for (const std::string& word : units) {
    const uint32_t index = model.index(word.data(), word.size());
    if (index == LanguageModel::kUnknownWord) return kUnknownScore;
    LanguageModelState next;
    log10_prob = model.score(state, index, &next);
    state = next;
  }
  return log10_prob / kLog10E;
}

bool has_word(const Scorer& scorer, const std::string& word) {
  std::vector<uint32_t> labels;
  if (word.empty() || !scorer.alphabet().encode(word, &labels)) return false;
  if (!scorer.is_bytes_mode()) labels.push_back(scorer.alphabet().space_label());
  const Dictionary& dictionary = scorer.dictionary();
  uint32_t state = dictionary.start();
  for (const uint32_t label : labels) {
    const Dictionary::Arc* arc = dictionary.find(state, label);
    if (!arc) return false;
    state = static_cast<uint32_t>(arc->next_state);
  }
  return dictionary.is_final(state);
}

}  // namespace ds
