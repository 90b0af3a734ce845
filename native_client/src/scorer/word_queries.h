// Queries about words to a scorer: scores, presence in the dictionary, possible effect of a boost.
#ifndef DS_SCORER_WORD_QUERIES_H_
#define DS_SCORER_WORD_QUERIES_H_

#include <string>
#include <vector>

#include "scorer/scorer.h"

namespace ds {

// ln P(last word | words before), -1000 if one of the words is unknown. `bos`: the first word starts a
// sentence; `eos`: the end of the sentence after the last word is scored instead.
double log_prob_of_last(const LanguageModel& model, const std::vector<std::string>& words, bool bos, bool eos);

// Whether the dictionary contains this word.
bool has_word(const Scorer& scorer, const std::string& word);

// Whether a boost of a word can have an effect.
enum class HotWordEffect {
  kPossible,
  kNotInDictionary,  // not with this scorer
  kNever,            // with no scorer, because the word cannot be a unit
};

struct HotWordVerdict {
  HotWordEffect effect = HotWordEffect::kPossible;
  std::string reason;  // why not; empty if it can
};

// The word in the Unicode normal form of the alphabet, as in the decoder, if the alphabet can spell it.
std::string hot_word_form(const Scorer& scorer, const std::string& word);

// Boosts apply to units: words, in bytes mode characters. Hypotheses contain only units of the dictionary.
HotWordVerdict judge_hot_word(const Scorer& scorer, const std::string& word);

}  // namespace ds

#endif  // DS_SCORER_WORD_QUERIES_H_
