// UTF-8: where characters begin and end, their code points, and bytes that belong to none.
#ifndef DS_TEXT_UTF8_H_
#define DS_TEXT_UTF8_H_

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace ds {

// Bytes of the character that begins with this byte; 0 for a byte that cannot begin one.
inline size_t utf8_size(unsigned char first) {
  if (first < 0x80) return 1;
  if ((first >> 5) == 0x06) return 2;
  if ((first >> 4) == 0x0E) return 3;
  if ((first >> 3) == 0x1E) return 4;
  return 0;
}

inline bool utf8_is_continuation(unsigned char byte) { return (byte & 0xC0) == 0x80; }

// Characters of `text`, each as its bytes. A byte that belongs to no complete character stands alone.
std::vector<std::string> utf8_split(const std::string& text);

// `text` with U+FFFD for what is not UTF-8: one for each byte that can begin no character, and one for each character
// that breaks off. Source: Unicode 16, section 3.9, "substitution of maximal subparts"; Python's "replace" does the same.
std::string utf8_repair(const std::string& text);

// A byte that belongs to no character stands in decoded text as this and its value, and is encoded as itself.
constexpr char32_t kStrayByte = 0x110000;
inline bool is_stray_byte(char32_t character) { return character >= kStrayByte; }

// Code points of UTF-8: no overlong forms, no surrogates, nothing beyond U+10FFFF.
std::u32string utf8_decode(const std::string& text);
std::string utf8_encode(const std::u32string& characters);

bool is_ascii(const std::string& text);
// Where the first byte is that belongs to no character. Nothing if all do.
std::optional<size_t> find_stray_byte(const std::string& text);

}  // namespace ds

#endif  // DS_TEXT_UTF8_H_
