// Text that need not be UTF-8, on its way out.
#include <cmath>
#include <string>

#include "printing.h"
#include "text/json.h"
#include "text/utf8.h"

using ds::json_number;
using ds::json_string;
using ds::utf8_repair;

namespace {

constexpr char kReplacement[] = "\xEF\xBF\xBD";

// So many U+FFFD.
std::string replacements(int count) {
  std::string text;
  for (int i = 0; i < count; i++) text += kReplacement;
  return text;
}

}  // namespace

TEST_CASE("what is utf8 stays") {
  for (const char* text :
       {"", "plain", "é ß 你 \xF0\x9F\x98\x80", "\xC2\x80", "\xDF\xBF", "\xE0\xA0\x80", "\xED\x9F\xBF", "\xEE\x80\x80",
        "\xEF\xBF\xBF", "\xF0\x90\x80\x80", "\xF4\x8F\xBF\xBF", "\xEF\xBF\xBD"}) {
    CHECK(utf8_repair(text) == text);
  }
  CHECK(utf8_repair(std::string("a\0b", 3)) == std::string("a\0b", 3));
}

// The numbers are those of Python's bytes.decode("utf-8", "replace").
TEST_CASE("what is not becomes replacement characters") {
  const struct {
    const char* text;
    int count;
  } cases[] = {
      {"\x80", 1},          // continues nothing
      {"\xC3", 1},          // breaks off
      {"\xE4\xBD", 1},      // breaks off after two of three
      {"\xF0\x9F\x98", 1},  // three of four
      {"\xC0\x80", 2},      // overlong
      {"\xE0\x80\x80", 3},
      {"\xF0\x80\x80\x80", 4},
      {"\xED\xA0\x80", 3},      // a surrogate
      {"\xF4\x90\x80\x80", 4},  // beyond U+10FFFF
      {"\xF5\x80", 2},
      {"\xFF\xFE", 2},
      {"\xC3\xC3", 2},
      {"\xE4\xBD\xE4", 2},
  };
  for (const auto& [text, count] : cases) {
    CHECK(utf8_repair(text) == replacements(count));
    CHECK(utf8_repair("a" + std::string(text) + "z") == "a" + replacements(count) + "z");
  }
}

TEST_CASE("strings in json") {
  CHECK(json_string("a \"b\" \\ \n \x7F") == "\"a \\\"b\\\" \\\\ \\u000a \\u007f\"");
  CHECK(json_string("\xC3") == "\"" + replacements(1) + "\"");
  CHECK(json_string("é") == "\"é\"");
}

TEST_CASE("numbers in json") {
  CHECK(json_number(-20.77561, 6) == "-20.7756");
  CHECK(json_number(0.1, 15) == "0.1");
  CHECK(json_number(3, 6) == "3");
  CHECK(json_number(HUGE_VAL, 6) == "null");
  CHECK(json_number(-HUGE_VAL, 6) == "null");
  CHECK(json_number(NAN, 6) == "null");
}

TEST_CASE("names in messages are UTF-8 and on one line") {
  CHECK(ds::utf8_one_line("caf\xE9\n\x1B.wav") == std::string("caf") + kReplacement + "\\n\\x1b.wav");
  CHECK(ds::utf8_shorten("a\nb\xFF") == std::string("a\\nb") + kReplacement);
}
