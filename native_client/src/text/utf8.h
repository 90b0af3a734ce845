// UTF-8: character boundaries, code points, and invalid bytes.
#ifndef DS_TEXT_UTF8_H_
#define DS_TEXT_UTF8_H_

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace ds {

// Size of the character that starts with this byte; 0 if it cannot start one.
inline size_t utf8_size(unsigned char first) {
  if (first < 0x80) return 1;
  if ((first >> 5) == 0x06) return 2;
  if ((first >> 4) == 0x0E) return 3;
  if ((first >> 3) == 0x1E) return 4;
  return 0;
}

inline bool utf8_is_continuation(unsigned char byte) { return (byte & 0xC0) == 0x80; }

// Splits `text` into characters, each as its bytes. A byte outside a complete character is separate.
std::vector<std::string> utf8_split(const std::string& text);

// Replaces invalid UTF-8 by U+FFFD: one for each byte that cannot start a character, and one for each incomplete
// character. Source: Unicode 16, section 3.9, "substitution of maximal subparts"; Python's "replace" does the same.
std::string utf8_repair(const std::string& text);

// `given` for a message, as by `utf8_one_line`: if it has more than 80 characters, only these, with their total number.
std::string utf8_shorten(const std::string& given);

// A file name or a reason for a message: line breaks and other control characters become escapes such as \n and \x1b,
// invalid UTF-8 becomes U+FFFD.
std::string utf8_one_line(const std::string& text);

// In decoded text an invalid byte is this value plus the byte; encoding restores the byte.
constexpr char32_t kStrayByte = 0x110000;
inline bool is_stray_byte(char32_t character) { return character >= kStrayByte; }

// Decodes UTF-8: no overlong forms, no surrogates, nothing beyond U+10FFFF.
std::u32string utf8_decode(const std::string& text);
std::string utf8_encode(const std::u32string& characters);

bool is_ascii(const std::string& text);
// Offset of the first invalid byte. Nothing if all are valid.
std::optional<size_t> find_stray_byte(const std::string& text);

}  // namespace ds

#endif  // DS_TEXT_UTF8_H_
