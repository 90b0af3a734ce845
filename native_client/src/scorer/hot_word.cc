#include "scorer/hot_word.h"

#include <optional>

#include "scorer/sentence.h"
#include "text/spelling.h"
#include "text/utf8.h"

namespace ds {

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
    return {kNever, "the alphabet does not have its \"" + utf8_repair(*letter) + "\" (" +
                        describe_code_points(*letter) + ")"};
  }
  if (has_word(scorer, form)) return {};
  return {HotWordEffect::kNotInDictionary, "the scorer's dictionary does not have it"};
}

}  // namespace ds
