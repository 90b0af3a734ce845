#include "scorer/word_queries.h"

#include <cstdint>
#include <optional>

#include "text/spelling.h"
#include "text/utf8.h"

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

std::string hot_word_form(const Scorer& scorer, const std::string& word) {
  return spell(word, scorer.alphabet()).value_or(word);
}

HotWordVerdict judge_hot_word(const Scorer& scorer, const std::string& word) {
  constexpr HotWordEffect kNever = HotWordEffect::kNever;
  if (word.empty()) return {kNever, "it is empty"};
  if (scorer.is_bytes_mode()) {
    if (utf8_split(word).size() != 1) {
      return {kNever, "in bytes mode boosts go to single characters, and it has several"};
    }
  } else if (word.find(' ') != std::string::npos) {
    return {kNever, "it has a space, and boosts go to single words: add each word of it"};
  }
  const std::string form = hot_word_form(scorer, word);
  if (const std::optional<std::string> letter = scorer.alphabet().unspellable(form)) {
    return {kNever,
            "the alphabet does not have its \"" + utf8_repair(*letter) + "\" (" + describe_code_points(*letter) + ")"};
  }
  if (has_word(scorer, form)) return {};
  return {HotWordEffect::kNotInDictionary, "the scorer's dictionary does not have it"};
}

}  // namespace ds
