#include "text/utf8.h"

#include <algorithm>

namespace ds {
namespace {

constexpr char kReplacement[] = "\xEF\xBF\xBD";

// Whether `byte` may follow `first`: excludes overlong forms, surrogates, and code points beyond U+10FFFF.
bool may_be_second(unsigned char first, unsigned char byte) {
  switch (first) {
    case 0xE0: return byte >= 0xA0 && byte <= 0xBF;
    case 0xED: return byte >= 0x80 && byte <= 0x9F;
    case 0xF0: return byte >= 0x90 && byte <= 0xBF;
    case 0xF4: return byte >= 0x80 && byte <= 0x8F;
    default: return utf8_is_continuation(byte);
  }
}

bool may_be_first(unsigned char byte) { return byte < 0x80 || (byte >= 0xC2 && byte <= 0xF4); }

// The character at `begin`, and its size in bytes. For an invalid byte: `kStrayByte` and its value.
char32_t decode_at(const std::string& text, size_t begin, size_t* size) {
  constexpr char32_t kMinBySize[] = {0, 0, 0x80, 0x800, 0x10000};  // by size; smaller code points would be overlong
  const auto first = static_cast<unsigned char>(text[begin]);
  const size_t needed = utf8_size(first);
  *size = 1;
  if (needed == 1) return first;
  if (needed == 0 || begin + needed > text.size()) return kStrayByte + first;
  char32_t character = first & (0x7Fu >> needed);
  for (size_t i = 1; i < needed; ++i) {
    const auto next = static_cast<unsigned char>(text[begin + i]);
    if (!utf8_is_continuation(next)) return kStrayByte + first;
    character = character << 6 | (next & 0x3Fu);
  }
  const bool is_surrogate = character >= 0xD800 && character < 0xE000;
  if (character < kMinBySize[needed] || is_surrogate || character >= kStrayByte) return kStrayByte + first;
  *size = needed;
  return character;
}

}  // namespace

std::vector<std::string> utf8_split(const std::string& text) {
  std::vector<std::string> characters;
  size_t begin = 0;
  while (begin < text.size()) {
    const size_t needed = utf8_size(static_cast<unsigned char>(text[begin]));
    size_t size = 1;
    while (size < needed && begin + size < text.size() &&
           utf8_is_continuation(static_cast<unsigned char>(text[begin + size]))) {
      ++size;
    }
    if (size < needed) size = 1;
    characters.push_back(text.substr(begin, size));
    begin += size;
  }
  return characters;
}

std::string utf8_one_line(const std::string& text) {
  constexpr char kDigits[] = "0123456789abcdef";
  std::string line;
  for (const char letter : utf8_repair(text)) {
    const auto byte = static_cast<unsigned char>(letter);
    if (byte >= 0x20 && byte != 0x7F) {
      line.push_back(letter);
    } else if (letter == '\n' || letter == '\r' || letter == '\t') {
      line += letter == '\n' ? "\\n" : letter == '\r' ? "\\r" : "\\t";
    } else {
      line += std::string("\\x") + kDigits[byte >> 4] + kDigits[byte & 15];
    }
  }
  return line;
}

std::string utf8_shorten(const std::string& given) {
  constexpr size_t kMost = 80;
  std::string text = utf8_one_line(given);
  if (text.size() <= kMost) return text;
  const std::vector<std::string> characters = utf8_split(text);
  if (characters.size() <= kMost) return text;
  std::string shortened;
  for (size_t i = 0; i < kMost; ++i) shortened += characters[i];
  return shortened + "… (" + std::to_string(characters.size()) + " characters)";
}

std::string utf8_repair(const std::string& text) {
  std::string repaired;
  size_t begin = 0;
  while (begin < text.size()) {
    const auto first = static_cast<unsigned char>(text[begin]);
    const size_t needed = may_be_first(first) ? utf8_size(first) : 0;
    size_t size = 1;
    while (size < needed && begin + size < text.size()) {
      const auto next = static_cast<unsigned char>(text[begin + size]);
      if (!(size == 1 ? may_be_second(first, next) : utf8_is_continuation(next))) break;
      ++size;
    }
    if (size == needed) {
      repaired.append(text, begin, size);
    } else {
      repaired += kReplacement;
    }
    begin += size;
  }
  return repaired;
}

std::u32string utf8_decode(const std::string& text) {
  std::u32string characters;
  for (size_t begin = 0, size = 0; begin < text.size(); begin += size) {
    characters.push_back(decode_at(text, begin, &size));
  }
  return characters;
}

std::string utf8_encode(const std::u32string& characters) {
  std::string text;
  const auto append = [&text](char32_t byte) { text.push_back(static_cast<char>(byte)); };
  for (const char32_t character : characters) {
    if (character < 0x80 || is_stray_byte(character)) {
      append(character & 0xFF);
      continue;
    }
    const size_t more = character < 0x800 ? 1 : character < 0x10000 ? 2 : 3;
    append((0xFF00u >> (more + 1) & 0xFF) | character >> (6 * more));
    for (size_t i = more; i-- > 0;) append(0x80 | (character >> (6 * i) & 0x3F));
  }
  return text;
}

bool is_ascii(const std::string& text) {
  return std::all_of(text.begin(), text.end(), [](char byte) { return static_cast<unsigned char>(byte) < 0x80; });
}

std::optional<size_t> find_stray_byte(const std::string& text) {
  for (size_t begin = 0, size = 0; begin < text.size(); begin += size) {
    if (is_stray_byte(decode_at(text, begin, &size))) return begin;
  }
  return std::nullopt;
}

}  // namespace ds
