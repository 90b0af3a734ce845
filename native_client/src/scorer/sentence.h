// Questions about whole words to a scorer, for tools and tests.
#pragma once

#include <string>
#include <vector>

#include "scorer/scorer.h"

namespace ds {

// ln P(last word | words before), -1000 if the model lacks one of the words. `bos`: the first word begins a
// sentence; `eos`: what is scored is the end of the sentence after the last word.
double log_prob_of_last(const LanguageModel& model, const std::vector<std::string>& words, bool bos, bool eos);

// Whether the dictionary has this word.
bool has_word(const Scorer& scorer, const std::string& word);

}  // namespace ds
