// Unicode's normal forms ("é" as one character, or as "e" and an accent), and upper and lower case.
#ifndef DS_TEXT_UNICODE_H_
#define DS_TEXT_UNICODE_H_

#include <string>

namespace ds {

// UTF-8 in the composed form (NFC) and the decomposed one (NFD). Bytes that are no characters stay as they are.
std::string compose(const std::string& text);
std::string decompose(const std::string& text);

// UTF-8 with every letter in the other case; letters without exactly one letter of the other case stay.
std::string to_upper(const std::string& text);
std::string to_lower(const std::string& text);

}  // namespace ds

#endif  // DS_TEXT_UNICODE_H_
