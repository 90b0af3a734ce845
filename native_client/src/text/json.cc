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

std::string json_array(const std::vector<std::string>& values, const JsonLayout& layout) {
  std::string text = std::string("[") + layout.begin;
  const char* separator = "";
  for (const std::string& value : values) {
    text += separator + value;
    separator = layout.separator;
  }
  return text + layout.end + "]";
}

std::string json_object(const JsonFields& fields, const JsonLayout& layout) {
  return "{" + (layout.begin + json_fields(fields, layout)) + layout.end + "}";
}

std::string json_fields(const JsonFields& fields, const JsonLayout& layout) {
  std::string text;
  for (const auto& [name, value] : fields) {
    if (!text.empty()) text += layout.separator;
    text += json_string(name) + layout.colon + value;
  }
  return text;
}

}  // namespace ds
