// Letters in upper and lower case.
#pragma once

#include <string>

namespace ds {

// UTF-8 with every letter in the other case; letters without exactly one letter of the other case stay.
std::string to_upper(const std::string& text);
std::string to_lower(const std::string& text);

}  // namespace ds
