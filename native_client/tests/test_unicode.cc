// Normal forms, cases, and text files.
#include <cstdio>
#include <fstream>
#include <string>

#include <unistd.h>

#include "printing.h"
#include "text/alphabet.h"
#include "text/spelling.h"
#include "text/text_file.h"
#include "text/unicode.h"
#include "text/utf8.h"

namespace {

// A file that is gone at the end of its test.
class Scratch {
 public:
  explicit Scratch(const std::string& content) {
    close(mkstemp(name_));
    std::ofstream(name_, std::ios::binary) << content;
  }
  ~Scratch() { std::remove(name_); }
  Scratch(const Scratch&) = delete;
  std::string path() const { return name_; }

 private:
  char name_[32] = "/tmp/ds_test_unicode_XXXXXX";
};

std::string error_of(const std::string& alphabet_file) {
  const Scratch file(alphabet_file);
  std::string error;
  ds::Alphabet::read_file(file.path(), &error);
  return error;
}

bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

}  // namespace

TEST_CASE("code points") {
  CHECK(ds::utf8_decode("aé好😀") == U"aé好😀");
  CHECK(ds::utf8_encode(U"aé好😀") == "aé好😀");
  // Overlong, surrogate, beyond the last, cut short, alone.
  for (const std::string wrong : {"\xC0\xAF", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\xE5\xA5", "\xFF", "\x80"}) {
    CHECK(ds::find_stray_byte("a" + wrong) == 1u);
    CHECK(ds::utf8_encode(ds::utf8_decode(wrong)) == wrong);
    CHECK(ds::compose(wrong) == wrong);
    CHECK(ds::decompose(wrong) == wrong);
  }
  CHECK(!ds::find_stray_byte("aé好😀"));
}

TEST_CASE("normal forms") {
  const struct {
    const char* composed;
    const char* decomposed;
  } kPairs[] = {
      {"caf\u00E9", "cafe\u0301"},          {"\u1EC7", "e\u0323\u0302"}, {"\uD55C", "\u1112\u1161\u11AB"},
      {"\uAC00", "\u1100\u1161"},           {"\u01D6", "u\u0308\u0304"}, {"x\u0302", "x\u0302"},
      {"\u00F1a\u00F1", "n\u0303an\u0303"},
  };
  for (const auto& pair : kPairs) {
    CHECK(ds::compose(pair.decomposed) == pair.composed);
    CHECK(ds::compose(pair.composed) == pair.composed);
    CHECK(ds::decompose(pair.composed) == pair.decomposed);
    CHECK(ds::decompose(pair.decomposed) == pair.decomposed);
  }
  CHECK(ds::compose("q\u0307\u0323") == "q\u0323\u0307");  // put in order
  CHECK(ds::compose("\u0958") == "\u0915\u093C");          // one that is not composed again
  CHECK(ds::compose("\u212B") == "\u00C5");
  CHECK(ds::compose("\u0301e") == "\u0301e");
  CHECK(ds::compose("") == "");
}

TEST_CASE("cases") {
  CHECK(ds::to_upper("café ß ж") == "CAFÉ ß Ж");
  CHECK(ds::to_lower("CAFÉ Ж") == "café ж");
}

TEST_CASE("words in the form of the alphabet") {
  const auto composed = ds::Alphabet::from_labels({"a", "\u00E9"});
  const auto decomposed = ds::Alphabet::from_labels({"a", "e", "\u0301"});
  CHECK(ds::spell("ae\u0301", *composed) == "a\u00E9");
  CHECK(ds::spell("a\u00E9", *decomposed) == "ae\u0301");
  CHECK(ds::spell("a\u00E9", *composed) == "a\u00E9");
  CHECK(!ds::spell("\u00E9x", *composed));
  CHECK(ds::describe_lacking("ae\u0301\u00FC", *composed) == "'e' U+0065, U+0301, 'ü' U+00FC");
  CHECK(ds::describe_lacking("bcdf", *composed) == "'b' U+0062, 'c' U+0063, 'd' U+0064 and others");
  CHECK(ds::describe_lacking("\xFF\u00A0", *composed) == "byte 0xFF, U+00A0");
  CHECK(ds::describe_code_points("e\u0301") == "U+0065 U+0301");
}

TEST_CASE("alphabet files that cannot be right") {
  CHECK(has(error_of(" \na \nb \n"), "row 2 of alphabet file "));
  CHECK(has(error_of(" \na \nb \n"), "must not start or end with whitespace"));
  CHECK(has(error_of(" \na \nb \n"), "Received: 'a '; 2 rows have this error"));
  CHECK(has(error_of("a\n\u00A0b\n"), "row 2 of"));
  CHECK(has(error_of("a\r\nb\ra\n"), "Received: 'a', which is also in row 1"));
  CHECK(has(error_of("a\nb\xFF\n"), "row 2 of alphabet file "));
  CHECK(has(error_of("a\nb\xFF\n"), "byte 0xff"));
  CHECK(has(error_of(std::string("\xFF\xFE"
                                 "a\0",
                                 4)),
            "Received: UTF-16"));
  CHECK(has(error_of("# nothing\n"), "Received: 0"));
  CHECK(error_of("\xEF\xBB\xBF"
                 "a\n \n\u00A0\n")
            .empty());
  std::string error;
  CHECK(!ds::Alphabet::read_file("/tmp", &error));
  CHECK(has(error, "alphabet file /tmp cannot be read: it is a folder"));
  const std::string absent = Scratch("").path();  // gone with its scratch file
  CHECK(!ds::Alphabet::read_file(absent, &error));
  CHECK(has(error, "No such file or directory"));
  CHECK(!ds::Alphabet::read_file(absent));
}

TEST_CASE("decomposed letters of alphabet files") {
  const Scratch file("e\u0301\n\u0301\ne\n");
  const auto alphabet = ds::Alphabet::read_file(file.path());
  REQUIRE(alphabet);
  REQUIRE(alphabet->size() == 3);
  CHECK(alphabet->label(0) == "\u00E9");
  CHECK(alphabet->label(1) == "\u0301");
}

TEST_CASE("white space is that of Python") {
  std::u32string found;
  for (char32_t c = 0; c <= 0x110100; ++c) {
    if (ds::is_white_space(c)) found += c;
  }
  // "".join(c for c in map(chr, range(0x110000)) if c.isspace())
  const bool is_same =
      found ==
      U"\t\n\v\f\r\x1c\x1d\x1e\x1f \x85\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008"
      U"\u2009\u200a\u2028\u2029\u202f\u205f\u3000";
  CHECK(is_same);
}
