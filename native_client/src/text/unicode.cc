// Source: Unicode Standard Annex #15, and section 3.12 of the Unicode Standard for Hangul.
#include "text/unicode.h"

#include <algorithm>
#include <iterator>
#include <unordered_map>
#include <utility>

#include "text/utf8.h"
#include "unicode_tables.h"

namespace ds {
namespace {

using unicode::kCasePairs;
using unicode::kCombiningClasses;
using unicode::kCompositions;
using unicode::kDecompositions;

// Hangul syllables: a leading consonant, a vowel, and an optional trailing consonant (0: none).
constexpr uint32_t kSyllables = 0xAC00, kLeading = 0x1100, kVowels = 0x1161, kTrailing = 0x11A7;
constexpr uint32_t kNumLeading = 19, kNumVowels = 21, kNumTrailing = 28;
constexpr uint32_t kNumSyllables = kNumLeading * kNumVowels * kNumTrailing;

bool is_among(uint32_t character, uint32_t first, uint32_t count) {
  return character >= first && character - first < count;
}

uint32_t combining_class(uint32_t character) {
  const auto found = std::lower_bound(std::begin(kCombiningClasses), std::end(kCombiningClasses), character,
                                      [](const auto& row, uint32_t key) { return row.character < key; });
  return found != std::end(kCombiningClasses) && found->character == character ? found->value : 0;
}

void append_decomposed(uint32_t character, std::u32string* out) {
  if (is_among(character, kSyllables, kNumSyllables)) {
    const uint32_t number = character - kSyllables;
    out->push_back(kLeading + number / (kNumVowels * kNumTrailing));
    out->push_back(kVowels + number / kNumTrailing % kNumVowels);
    if (number % kNumTrailing != 0) out->push_back(kTrailing + number % kNumTrailing);
    return;
  }
  const auto found = std::lower_bound(std::begin(kDecompositions), std::end(kDecompositions), character,
                                      [](const auto& row, uint32_t key) { return row.character < key; });
  if (found == std::end(kDecompositions) || found->character != character) {
    out->push_back(character);
    return;
  }
  append_decomposed(found->first, out);
  if (found->second != 0) append_decomposed(found->second, out);
}

// Decomposes, and sorts each run of combining characters by class.
std::u32string decomposed(const std::u32string& text) {
  std::u32string out;
  for (const char32_t character : text) append_decomposed(character, &out);
  for (auto begin = out.begin(); begin != out.end();) {
    if (combining_class(*begin) == 0) {
      ++begin;
      continue;
    }
    const auto end = std::find_if(begin, out.end(), [](char32_t c) { return combining_class(c) == 0; });
    std::stable_sort(begin, end, [](char32_t a, char32_t b) { return combining_class(a) < combining_class(b); });
    begin = end;
  }
  return out;
}

// The composition of two characters; 0 if there is none.
uint32_t composed_of(uint32_t first, uint32_t second) {
  if (is_among(first, kLeading, kNumLeading) && is_among(second, kVowels, kNumVowels)) {
    return kSyllables + ((first - kLeading) * kNumVowels + (second - kVowels)) * kNumTrailing;
  }
  if (is_among(first, kSyllables, kNumSyllables) && (first - kSyllables) % kNumTrailing == 0 &&
      is_among(second, kTrailing + 1, kNumTrailing - 1)) {
    return first + (second - kTrailing);
  }
  const auto key = std::make_pair(first, second);
  const auto found =
      std::lower_bound(std::begin(kCompositions), std::end(kCompositions), key,
                       [](const auto& row, const auto& pair) { return std::make_pair(row.first, row.second) < pair; });
  const bool is_there = found != std::end(kCompositions) && found->first == first && found->second == second;
  return is_there ? found->character : 0;
}

std::u32string composed(const std::u32string& text) {
  std::u32string out;
  size_t starter = std::u32string::npos;  // position in `out` of the character that the next ones may combine with
  uint32_t last_class = 0;                // of the last character after the starter
  for (const char32_t character : decomposed(text)) {
    const uint32_t own_class = combining_class(character);
    if (starter != std::u32string::npos) {
      const bool is_next = starter + 1 == out.size();
      const bool is_blocked = !is_next && (last_class == 0 || last_class >= own_class);
      const uint32_t joined = is_blocked ? 0 : composed_of(out[starter], character);
      if (joined != 0) {
        out[starter] = joined;
        continue;
      }
    }
    if (own_class == 0) starter = out.size();
    last_class = own_class;
    out.push_back(character);
  }
  return out;
}

}  // namespace

std::string compose(const std::string& text) {
  return is_ascii(text) ? text : utf8_encode(composed(utf8_decode(text)));
}

std::string decompose(const std::string& text) {
  return is_ascii(text) ? text : utf8_encode(decomposed(utf8_decode(text)));
}

std::string to_upper(const std::string& text) {
  std::u32string characters = utf8_decode(text);
  for (char32_t& character : characters) {
    const auto found = std::lower_bound(std::begin(kCasePairs), std::end(kCasePairs), character,
                                        [](const auto& pair, char32_t key) { return pair.lower < key; });
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

bool is_white_space(char32_t character) {
  constexpr struct {
    char32_t first, last;
  } kRanges[] = {{0x09, 0x0D},     {0x1C, 0x20},     {0x85, 0x85},     {0xA0, 0xA0},     {0x1680, 0x1680},
                 {0x2000, 0x200A}, {0x2028, 0x2029}, {0x202F, 0x202F}, {0x205F, 0x205F}, {0x3000, 0x3000}};
  return std::any_of(std::begin(kRanges), std::end(kRanges),
                     [=](const auto& range) { return range.first <= character && character <= range.last; });
}

}  // namespace ds
