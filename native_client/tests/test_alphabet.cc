#include "text/alphabet.h"

#include <fstream>
#include <string>

#include "printing.h"
#include "text/utf8.h"

using ds::Alphabet;

TEST_CASE("alphabet from labels") {
  const auto alphabet = Alphabet::from_labels({"a", " ", "ä", "ab"});
  REQUIRE(alphabet);
  REQUIRE(alphabet->size() == 4);
  CHECK(alphabet->space_label() == 1);
  CHECK(!alphabet->is_bytes());
  CHECK(alphabet->decode({0, 1, 3, 2}) == "a abä");
  CHECK(alphabet->label(99).empty());
  std::vector<uint32_t> labels;
  CHECK(alphabet->encode("aä ", &labels));
  CHECK(labels == (std::vector<uint32_t>{0, 2, 1}));
  CHECK(!alphabet->encode("ax", &labels));
  CHECK(!Alphabet::from_labels({}));
  CHECK(!Alphabet::from_labels({"a", ""}));
  CHECK(!Alphabet::from_labels({"a", "a"}));
}

TEST_CASE("alphabet cannot spell") {
  const auto alphabet = Alphabet::from_labels({" ", "a", "ä", "ch", "c"});
  for (const char* word : {"", "a", "ach", "chacä", "ca", "cch"}) CHECK(!alphabet->unspellable(word));
  CHECK(*alphabet->unspellable("axa") == "x");
  CHECK(*alphabet->unspellable("hä") == "h");
  CHECK(*alphabet->unspellable("chä你") == "你");
  CHECK(*alphabet->unspellable("a\xC3") == "\xC3");
  CHECK(!Alphabet::bytes().unspellable("你\xFF"));
}

TEST_CASE("alphabet file that is a folder") {
  std::string error;
  CHECK(!Alphabet::read_file("/", &error));
  CHECK(error == "alphabet file / cannot be read: it is a folder");
}

TEST_CASE("alphabet without space") {
  const auto alphabet = Alphabet::from_labels({"a"});
  REQUIRE(alphabet);
  CHECK(alphabet->space_label() == Alphabet::kNoSpace);
  CHECK(!alphabet->is_space(0));
}

TEST_CASE("alphabet serialized") {
  const auto alphabet = Alphabet::from_labels({"a", " ", "ä"});
  const std::string data = alphabet->serialize();
  const auto copy = Alphabet::deserialize(data.data(), data.size());
  REQUIRE(copy);
  CHECK(copy->serialize() == data);
  for (size_t size = 0; size < data.size(); ++size) CHECK(!Alphabet::deserialize(data.data(), size));
  CHECK(!Alphabet::deserialize((data + "x").data(), data.size() + 1));
  CHECK(!Alphabet::deserialize(nullptr, 0));
}

TEST_CASE("alphabet any change of a byte is survived") {
  const std::string data = Alphabet::bytes().serialize();
  for (size_t i = 0; i < data.size(); ++i) {
    std::string changed = data;
    changed[i] = static_cast<char>(changed[i] ^ 0x81);
    Alphabet::deserialize(changed.data(), changed.size());
  }
}

TEST_CASE("alphabet bytes") {
  const Alphabet alphabet = Alphabet::bytes();
  CHECK(alphabet.is_bytes());
  REQUIRE(alphabet.size() == 255);
  CHECK(alphabet.space_label() == 31);
  std::vector<uint32_t> labels;
  CHECK(alphabet.encode("\xC3\xA9", &labels));
  CHECK(labels == (std::vector<uint32_t>{0xC2, 0xA8}));
  CHECK(alphabet.decode(labels) == "\xC3\xA9");
}

TEST_CASE("utf8 split") {
  CHECK(ds::utf8_split("aä好") == (std::vector<std::string>{"a", "ä", "好"}));
  CHECK(ds::utf8_split("\xE5\xA5") == (std::vector<std::string>{"\xE5", "\xA5"}));
  CHECK(ds::utf8_split("\xFFx").size() == 2);
  CHECK(ds::utf8_split("").empty());
}
