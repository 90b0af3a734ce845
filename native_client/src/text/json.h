// Writes JSON.
#ifndef DS_TEXT_JSON_H_
#define DS_TEXT_JSON_H_

#include <string>
#include <utility>
#include <vector>

namespace ds {

// What stands between the parts of an array or an object.
struct JsonLayout {
  const char* begin;      // after the opening bracket
  const char* separator;  // between elements
  const char* colon;      // between a name and its value
  const char* end;        // before the closing bracket
};
constexpr JsonLayout kJsonCompact = {"", ",", ":", ""};
constexpr JsonLayout kJsonSpaced = {"", ", ", ": ", ""};
constexpr JsonLayout kJsonLines = {"\n", ",\n", ":", "\n"};  // a line for each element
constexpr JsonLayout kJsonIndented = {"\n  ", ",\n  ", ": ", "\n"};

// Names, and values that are JSON already.
using JsonFields = std::vector<std::pair<std::string, std::string>>;

// A quoted string in UTF-8; invalid UTF-8 becomes U+FFFD.
std::string json_string(const std::string& text);

// A number with the given number of significant digits; null for NaN and infinity.
std::string json_number(double number, int digits);

// Values that are JSON already as an array.
std::string json_array(const std::vector<std::string>& values, const JsonLayout& layout = kJsonCompact);

std::string json_object(const JsonFields& fields, const JsonLayout& layout = kJsonCompact);

// The fields without the braces of an object.
std::string json_fields(const JsonFields& fields, const JsonLayout& layout = kJsonCompact);

}  // namespace ds

#endif  // DS_TEXT_JSON_H_
