// Values as JSON writes them.
#ifndef DS_TEXT_JSON_H_
#define DS_TEXT_JSON_H_

#include <string>

namespace ds {

// A string in quotes, as UTF-8: what is not UTF-8 becomes U+FFFD.
std::string json_string(const std::string& text);

// A number with so many significant digits; null for what JSON has no number for (NaN and infinity).
std::string json_number(double number, int digits);

}  // namespace ds

#endif  // DS_TEXT_JSON_H_
