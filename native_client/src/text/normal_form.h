// Unicode's normal forms: "é" as one character, or as "e" and an accent.
#pragma once

#include <string>

namespace ds {

// UTF-8 in the composed form (NFC) and the decomposed one (NFD). Bytes that are no characters stay as they are.
std::string compose(const std::string& text);
std::string decompose(const std::string& text);

}  // namespace ds
