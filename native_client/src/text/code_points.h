// UTF-8 as numbers of characters, and back.
#pragma once

#include <cstddef>
#include <optional>
#include <string>

namespace ds {

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
