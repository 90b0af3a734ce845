// Converts words to the Unicode normal form of an alphabet, and finds characters outside the alphabet.
#ifndef DS_TEXT_SPELLING_H_
#define DS_TEXT_SPELLING_H_

#include <optional>
#include <string>

#include "text/alphabet.h"

namespace ds {

// `word` unchanged, composed, or decomposed: the first form that the alphabet can spell. Nothing if there is none.
std::optional<std::string> spell(const std::string& word, const Alphabet& alphabet);

// The characters of `word` outside the alphabet, for messages: "'é' U+00E9, U+0301".
std::string describe_lacking(const std::string& word, const Alphabet& alphabet);

// The code points of all characters: "U+0065 U+0301".
std::string describe_code_points(const std::string& word);

}  // namespace ds

#endif  // DS_TEXT_SPELLING_H_
