#include "text/alphabet.h"

#include <fstream>
#include <string>

#include "check.h"
#include "text/utf8.h"

using ds::Alphabet;

TEST_CASE(alphabet_from_labels) {
  const auto alphabet = Alphabet::from_labels({"a", " ", "ä", "ab"});
  CHECK(alphabet && alphabet->size() == 4 && alphabet->space_label() == 1 && !alphabet->is_bytes());
  CHECK(alphabet->decode({0, 1, 3, 2}) == "a abä");
  CHECK(alphabet->label(99).empty());
  std::vector<uint32_t> labels;
  CHECK(alphabet->encode("aä ", &labels) && labels == (std::vector<uint32_t>{0, 2, 1}));
  CHECK(!alphabet->encode("ax", &labels));
  CHECK(!Alphabet::from_labels({}) && !Alphabet::from_labels({"a", ""}) && !Alphabet::from_labels({"a", "a"}));
}

TEST_CASE(alphabet_cannot_spell) {
  const auto alphabet = Alphabet::from_labels({" ", "a", "ä", "ch", "c"});
  for (const char* word : {"", "a", "ach", "chacä", "ca", "cch"}) CHECK(!alphabet->unspellable(word));
  CHECK(*alphabet->unspellable("axa") == "x" && *alphabet->unspellable("hä") == "h");
  CHECK(*alphabet->unspellable("chä你") == "你" && *alphabet->unspellable("a\xC3") == "\xC3");
  CHECK(!Alphabet::bytes().unspellable("你\xFF"));
}

TEST_CASE(alphabet_file_that_is_a_folder) {
  std::string error;
  CHECK(!Alphabet::read_file("/", &error) && error == "alphabet file / cannot be read: it is a folder");
}

TEST_CASE(alphabet_without_space) {
  const auto alphabet = Alphabet::from_labels({"a"});
  CHECK(alphabet && alphabet->space_label() == Alphabet::kNoSpace && !alphabet->is_space(0));
}

TEST_CASE(alphabet_serialised) {
  const auto alphabet = Alphabet::from_labels({"a", " ", "ä"});
  const std::string data = alphabet->serialize();
  const auto copy = Alphabet::deserialize(data.data(), data.size());
  CHECK(copy && copy->serialize() == data);
  for (size_t size = 0; size < data.size(); ++size) CHECK(!Alphabet::deserialize(data.data(), size));
  CHECK(!Alphabet::deserialize((data + "x").data(), data.size() + 1));
  CHECK(!Alphabet::deserialize(nullptr, 0));
}

TEST_CASE(alphabet_any_change_of_a_byte_is_survived) {
  const std::string data = Alphabet::bytes().serialize();
  for (size_t i = 0; i < data.size(); ++i) {
    std::string changed = data;
    changed[i] = static_cast<char>(changed[i] ^ 0x81);
    Alphabet::deserialize(changed.data(), changed.size());
  }
}

TEST_CASE(alphabet_bytes) {
  const Alphabet alphabet = Alphabet::bytes();
  CHECK(alphabet.is_bytes() && alphabet.size() == 255 && alphabet.space_label() == 31);
  std::vector<uint32_t> labels;
  CHECK(alphabet.encode("\xC3\xA9", &labels) && labels == (std::vector<uint32_t>{0xC2, 0xA8}));
  CHECK(alphabet.decode(labels) == "\xC3\xA9");
}

TEST_CASE(utf8_split) {
  CHECK(ds::utf8_split("aä好") == (std::vector<std::string>{"a", "ä", "好"}));
  CHECK(ds::utf8_split("\xE5\xA5") == (std::vector<std::string>{"\xE5", "\xA5"}));
  CHECK(ds::utf8_split("\xFFx").size() == 2 && ds::utf8_split("").empty());
}

int main() { return ds::test::run_all(); }
