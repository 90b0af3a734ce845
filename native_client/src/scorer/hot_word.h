// Whether a boost of a word can change anything.
#pragma once

#include <string>

#include "scorer/scorer.h"

namespace ds {

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
