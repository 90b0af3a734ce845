// Questions about words to a scorer: their scores, whether its dictionary has them, what a boost of one can change.
#ifndef DS_SCORER_WORD_QUERIES_H_
#define DS_SCORER_WORD_QUERIES_H_

#include <string>
#include <vector>

#include "scorer/scorer.h"

namespace ds {

// ln P(last word | words before), -1000 if the model lacks one of the words. `bos`: the first word begins a
// sentence; `eos`: what is scored is the end of the sentence after the last word.
double log_prob_of_last(const LanguageModel& model, const std::vector<std::string>& words, bool bos, bool eos);

// Whether the dictionary has this word.
bool has_word(const Scorer& scorer, const std::string& word);

// Whether a boost of a word can change anything.
enum class HotWordEffect {
  kPossible,
  kNotInDictionary,  // the word can be spelled, but not with this scorer
  kNever,            // no hypothesis can ever have it as a unit, whatever the scorer
};

struct HotWordVerdict {
  HotWordEffect effect = HotWordEffect::kPossible;
  std::string reason;  // why there is none; empty if there can be one
};

// The word as the decoder meets it: in the alphabet's form of Unicode, if the alphabet can spell it.
std::string hot_word_form(const Scorer& scorer, const std::string& word);

// Boosts go to units: words, in bytes mode characters. Only units of the dictionary are ever formed.
HotWordVerdict judge_hot_word(const Scorer& scorer, const std::string& word);

}  // namespace ds

#endif  // DS_SCORER_WORD_QUERIES_H_
