#include "text/letter_case.h"

#include <algorithm>
#include <iterator>

#include "text/code_points.h"
#include "unicode_tables.h"

namespace ds {

using unicode::kCasePairs;

std::string to_upper(const std::string& text) {
  std::u32string characters = utf8_decode(text);
  for (char32_t& character : characters) {
    const auto found = std::lower_bound(std::begin(kCasePairs), std::end(kCasePairs), character,
                                        [](const auto& pair, char32_t wanted) { return pair.lower < wanted; });
    if (found != std::end(kCasePairs) && found->lower == character) character = found->upper;
  }
  return utf8_encode(characters);
}

std::string to_lower(const std::string& text) {
  std::u32string characters = utf8_decode(text);
  for (char32_t& character : characters) {
    const auto found = std::find_if(std::begin(kCasePairs), std::end(kCasePairs),
                                    [&](const auto& pair) { return pair.upper == character; });
    if (found != std::end(kCasePairs)) character = found->lower;
  }
  return utf8_encode(characters);
}

}  // namespace ds
