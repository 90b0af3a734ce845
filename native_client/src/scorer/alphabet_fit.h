// Whether a scorer package was made with the alphabet that it is read with.
#ifndef DS_SCORER_ALPHABET_FIT_H_
#define DS_SCORER_ALPHABET_FIT_H_

#include <cstdint>
#include <string>
#include <vector>

#include "scorer/dictionary.h"
#include "scorer/language_model.h"
#include "text/alphabet.h"

namespace ds {

// A dictionary holds labels, not letters: with another alphabet other words come out, and the language model does not
// know them. `labels` are those of a word of the dictionary (alphabet labels). In word mode it has to end with the
// space, in bytes mode to be a single character: these are what the language model is asked about.
bool is_known_unit(const LanguageModel& model, const Alphabet& alphabet, bool is_bytes_mode,
                   const std::vector<uint32_t>& labels);

// Text of a word of the dictionary, without the space that ends it.
std::string unit_text(const Alphabet& alphabet, bool is_bytes_mode, const std::vector<uint32_t>& labels);

// Too few known words for a package that fits its alphabet. There all of them are known, or, where the vocabulary is
// larger than that of the language model, many; with another alphabet hardly one is.
inline bool is_another_alphabet(uint64_t words, uint64_t known) { return words > 0 && known < (words + 3) / 4; }

struct AlphabetFit {
  uint32_t words = 0;  // that were looked up
  uint32_t known = 0;
  std::string unknown_example;  // the first of those that are not known; may be empty

  bool is_other() const { return is_another_alphabet(words, known); }
  // What is wrong, for messages; empty if nothing is.
  std::string describe(bool is_bytes_mode) const;
};

// Looks up some words from all over the dictionary: always the same, 16 if all of them are known, else 64. Takes some
// ten microseconds.
AlphabetFit sample_alphabet_fit(const Dictionary& dictionary, const LanguageModel& model, const Alphabet& alphabet,
                                bool is_bytes_mode);

}  // namespace ds

#endif  // DS_SCORER_ALPHABET_FIT_H_
