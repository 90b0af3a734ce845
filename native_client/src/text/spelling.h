// Words in the alphabet's form of Unicode, and what an alphabet lacks to spell them.
#ifndef DS_TEXT_SPELLING_H_
#define DS_TEXT_SPELLING_H_

#include <optional>
#include <string>

#include "text/alphabet.h"

namespace ds {

// `word` as it is, composed, or decomposed: the first of these that the alphabet can spell. Nothing if it can none.
std::optional<std::string> spell(const std::string& word, const Alphabet& alphabet);

// The characters of `word` that the alphabet lacks, for messages: "'é' U+00E9, U+0301".
std::string describe_lacking(const std::string& word, const Alphabet& alphabet);

// The numbers of all characters: "U+0065 U+0301".
std::string describe_code_points(const std::string& word);

}  // namespace ds

#endif  // DS_TEXT_SPELLING_H_
