#include "text/json.h"

#include <cmath>
#include <cstdio>

#include "text/utf8.h"

namespace ds {

std::string json_string(const std::string& text) {
  std::string quoted = "\"";
  for (const char character : utf8_repair(text)) {
    const auto code = static_cast<unsigned char>(character);
    if (character == '"' || character == '\\') {
      quoted += '\\';
      quoted += character;
    } else if (code < 0x20 || code == 0x7F) {
      char escape[8];
      std::snprintf(escape, sizeof(escape), "\\u%04x", code);
      quoted += escape;
    } else {
      quoted += character;
    }
  }
  return quoted + "\"";
}

std::string json_number(double number, int digits) {
  if (!std::isfinite(number)) return "null";
  char text[40];
  std::snprintf(text, sizeof(text), "%.*g", digits, number);
  return text;
}

}  // namespace ds
