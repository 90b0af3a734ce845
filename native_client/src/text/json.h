// Formats values as JSON.
#ifndef DS_TEXT_JSON_H_
#define DS_TEXT_JSON_H_

#include <string>

namespace ds {

// A quoted string in UTF-8; invalid UTF-8 becomes U+FFFD.
std::string json_string(const std::string& text);

// A number with the given number of significant digits; null for NaN and infinity.
std::string json_number(double number, int digits);

}  // namespace ds

#endif  // DS_TEXT_JSON_H_
