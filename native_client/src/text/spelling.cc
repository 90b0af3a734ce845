#include "text/spelling.h"

#include <cstdio>
#include <vector>

#include "text/unicode.h"
#include "text/utf8.h"

namespace ds {
namespace {

constexpr size_t kMaxCharacters = 3;  // listed as missing in a message
constexpr size_t kMaxCodePoints = 20;

std::string code_point(char32_t character) {
  char text[16];
  if (is_stray_byte(character)) {
    std::snprintf(text, sizeof(text), "byte 0x%02X", static_cast<unsigned>(character & 0xFF));
  } else {
    std::snprintf(text, sizeof(text), "U+%04X", static_cast<unsigned>(character));
  }
  return text;
}

// Whether it is visible by itself: not a control character, whitespace or combining mark.
bool is_visible(char32_t character) {
  const bool is_blank = character <= 0x20 || (character >= 0x7F && character <= 0xA0) ||
                        (character >= 0x2000 && character <= 0x200F) || character == 0xFEFF;
  const bool is_mark = character >= 0x300 && character <= 0x36F;
  return !is_blank && !is_mark && !is_stray_byte(character);
}

}  // namespace

std::optional<std::string> spell(const std::string& word, const Alphabet& alphabet) {
  std::vector<uint32_t> labels;
  if (alphabet.encode(word, &labels)) return word;
  if (is_ascii(word)) return std::nullopt;
  for (std::string form : {compose(word), decompose(word)}) {
    if (alphabet.encode(form, &labels)) return form;
  }
  return std::nullopt;
}

std::string describe_lacking(const std::string& word, const Alphabet& alphabet) {
  std::u32string lacking;
  for (const char32_t character : utf8_decode(word)) {
    if (alphabet.encode_single(utf8_encode(std::u32string(1, character)))) continue;
    if (lacking.find(character) == std::u32string::npos) lacking.push_back(character);
  }
  std::string text;
  for (size_t i = 0; i < lacking.size() && i < kMaxCharacters; ++i) {
    if (i > 0) text += ", ";
    if (is_visible(lacking[i])) text += "'" + utf8_encode(std::u32string(1, lacking[i])) + "' ";
    text += code_point(lacking[i]);
  }
  return lacking.size() > kMaxCharacters ? text + " and others" : text;
}

std::string describe_code_points(const std::string& word) {
  std::string text;
  size_t number = 0;
  for (const char32_t character : utf8_decode(word)) {
    if (number++ == kMaxCodePoints) return text + " …";
    if (number > 1) text += ' ';
    text += code_point(character);
  }
  return text;
}

}  // namespace ds
