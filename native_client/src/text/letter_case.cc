#include "text/letter_case.h"

#include <algorithm>
#include <iterator>
#include <unordered_map>

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
  static const std::unordered_map<char32_t, char32_t> kLower = [] {
    std::unordered_map<char32_t, char32_t> lower;
    for (const auto& pair : kCasePairs) lower.emplace(pair.upper, pair.lower);
    return lower;
  }();
  std::u32string characters = utf8_decode(text);
  for (char32_t& character : characters) {
    const auto found = kLower.find(character);
    if (found != kLower.end()) character = found->second;
  }
  return utf8_encode(characters);
}

}  // namespace ds
