#include "text/utf8.h"

namespace ds {
namespace {

constexpr char kReplacement[] = "\xEF\xBF\xBD";

// Whether `byte` may follow `first` directly: some first bytes exclude overlong forms, surrogates, and what lies
// beyond U+10FFFF.
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

}  // namespace

std::vector<std::string> utf8_split(const std::string& text) {
  std::vector<std::string> characters;
  size_t begin = 0;
  while (begin < text.size()) {
    const size_t wanted = utf8_size(static_cast<unsigned char>(text[begin]));
    size_t size = 1;
    while (size < wanted && begin + size < text.size() &&
           utf8_is_continuation(static_cast<unsigned char>(text[begin + size]))) {
      ++size;
    }
    if (size < wanted) size = 1;
    characters.push_back(text.substr(begin, size));
    begin += size;
  }
  return characters;
}

std::string utf8_repair(const std::string& text) {
  std::string repaired;
  size_t begin = 0;
  while (begin < text.size()) {
    const auto first = static_cast<unsigned char>(text[begin]);
    const size_t wanted = may_be_first(first) ? utf8_size(first) : 0;
    size_t size = 1;
    while (size < wanted && begin + size < text.size()) {
      const auto next = static_cast<unsigned char>(text[begin + size]);
      if (!(size == 1 ? may_be_second(first, next) : utf8_is_continuation(next))) break;
      ++size;
    }
    if (size == wanted) {
      repaired.append(text, begin, size);
    } else {
      repaired += kReplacement;
    }
    begin += size;
  }
  return repaired;
}

}  // namespace ds
