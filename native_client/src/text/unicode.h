// Unicode normal forms ("é" as one character, or as "e" and an accent), and upper and lower case.
#ifndef DS_TEXT_UNICODE_H_
#define DS_TEXT_UNICODE_H_

#include <string>

namespace ds {

// Converts UTF-8 to the composed (NFC) or decomposed (NFD) form. Invalid bytes are unchanged.
std::string compose(const std::string& text);
std::string decompose(const std::string& text);

// Converts every letter to the other case; letters without a single counterpart are unchanged.
std::string to_upper(const std::string& text);
std::string to_lower(const std::string& text);

// Whether a character is white space, as in Python's str.isspace.
bool is_white_space(char32_t character);

}  // namespace ds

#endif  // DS_TEXT_UNICODE_H_
