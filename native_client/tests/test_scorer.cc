// Scorer packages: written, read, compared with the files that are kept, and damaged in every way.
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include <unistd.h>

#include "decoder/decoder.h"
#include "printing.h"
#include "scorer/package_writer.h"
#include "scorer/word_queries.h"

namespace {

const std::string kSeeds = DS_TEST_SEEDS;
const std::vector<std::string> kLayouts = {"probing", "trie", "quantized", "array", "quantized_array"};
// The vocabulary of the kept packages.
const std::vector<std::string> kWords = {"a", "add", "bad", "be", "bead", "bed", "bee", "cab", "dad", "dead"};

ds::Alphabet letters() { return *ds::Alphabet::from_labels({" ", "a", "b", "c", "d", "e"}); }

std::string read(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return std::string{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

// Refusals are explained on standard error, thousands of them; doctest writes to standard output.
[[maybe_unused]] FILE* const kSilenced = std::freopen("/dev/null", "w", stderr);

// A file that is gone at the end of its test.
class Scratch {
 public:
  Scratch() {
    const int descriptor = mkstemp(name_);
    CHECK(descriptor >= 0);
    close(descriptor);
  }
  ~Scratch() { std::remove(name_); }
  Scratch(const Scratch&) = delete;
  void write(const std::string& content) const { std::ofstream(name_, std::ios::binary) << content; }
  std::string path() const { return name_; }

 private:
  char name_[32] = "/tmp/ds_test_scorer_XXXXXX";
};

ds::PackageInput input_for(const std::string& layout) {
  ds::PackageInput input;
  input.model_path = kSeeds + "/kenlm/words_" + layout + ".binary";
  input.words = kWords;
  // The program takes both as single precision.
  input.header = {false, 0.9f, 1.2f};
  return input;
}

TEST_CASE("packages are written as they are kept") {
  for (const std::string& layout : kLayouts) {
    const Scratch file;
    const ds::PackageResult result = ds::write_package(input_for(layout), letters(), file.path());
    CHECK(result.message.empty());
    CHECK(result.words == kWords.size());
    CHECK(result.left_out.empty());
    CHECK(read(file.path()) == read(kSeeds + "/scorer/words_" + layout + ".scorer"));
  }
}

TEST_CASE("packages are read") {
  for (const std::string& layout : kLayouts) {
    int error = -1;
    const auto scorer = ds::Scorer::load(kSeeds + "/scorer/words_" + layout + ".scorer", letters(), &error);
    REQUIRE(scorer != nullptr);
    CHECK(error == ds::kScorerOk);
    if (scorer == nullptr) continue;
    CHECK(scorer->alpha == 0.9f);
    CHECK(scorer->beta == 1.2f);
    CHECK(!scorer->is_bytes_mode());
    CHECK(scorer->max_order() == 3);
    for (const std::string& word : kWords) CHECK(ds::has_word(*scorer, word));
    for (const char* word : {"", "ab", "ad", "addd", "a bad", "x", " a"}) CHECK(!ds::has_word(*scorer, word));
  }
  const auto bytes = ds::Scorer::load(kSeeds + "/scorer/bytes_quantized_array.scorer", ds::Alphabet::bytes());
  REQUIRE(bytes != nullptr);
  CHECK(bytes->is_bytes_mode());
  CHECK(ds::has_word(*bytes, "a"));
  CHECK(!ds::has_word(*bytes, "add"));
}

TEST_CASE("layouts that lose nothing agree") {
  const auto load = [](const char* layout) {
    return ds::LanguageModel::load(kSeeds + "/kenlm/words_" + layout + ".binary", nullptr);
  };
  const auto probing = load("probing"), trie = load("trie"), array = load("array");
  for (const std::string& first : kWords) {
    for (const std::string& second : kWords) {
      const double wanted = ds::log_prob_of_last(*probing, {first, second}, true, false);
      CHECK(wanted < 0);
      CHECK(wanted > -100);
      CHECK(std::fabs(ds::log_prob_of_last(*trie, {first, second}, true, false) - wanted) < 1e-5);
      CHECK(std::fabs(ds::log_prob_of_last(*array, {first, second}, true, false) - wanted) < 1e-5);
    }
  }
  CHECK(ds::log_prob_of_last(*trie, {"a", "nothing"}, true, false) == -1000);
}

TEST_CASE("words that cannot be spelled are counted") {
  ds::PackageInput input = input_for("trie");
  input.words = {"bad", "bäd", "<s>", "</s>", "<unk>", "", "bad", "zoo"};
  const Scratch file;
  const ds::PackageResult result = ds::write_package(input, letters(), file.path());
  CHECK(result.message.empty());
  CHECK(result.words == 1);
  CHECK(result.left_out == (std::vector<std::string>{"bäd", "zoo"}));
}

TEST_CASE("nothing is written on failure") {
  const Scratch model, output;
  const auto refused = [&output](const ds::PackageInput& input, const ds::Alphabet& alphabet) {
    std::remove(output.path().c_str());
    const bool has_message = !ds::write_package(input, alphabet, output.path()).message.empty();
    return has_message && access(output.path().c_str(), F_OK) != 0 &&
           access((output.path() + ".tmp").c_str(), F_OK) != 0;
  };
  ds::PackageInput input = input_for("trie");
  CHECK(!refused(input, letters()));
  CHECK(refused(input, *ds::Alphabet::from_labels({"a", "b"})));
  input.words = {"zoo"};
  CHECK(refused(input, letters()));
  input = input_for("trie");
  input.model_path = "/nonexistent";
  CHECK(refused(input, letters()));
  input.model_path = model.path();
  model.write(read(kSeeds + "/kenlm/words_trie.binary") + "something behind");
  CHECK(refused(input, letters()));
  model.write("");
  CHECK(refused(input, letters()));
}

// Loads a damaged package and, if it is let in, decodes with it.
int use(const std::string& path, ds::TableChecks checks = ds::TableChecks::kAffordable) {
  int error = -1;
  const ds::Alphabet alphabet = letters();
  const auto scorer = ds::Scorer::load(path, alphabet, &error, checks);
  CHECK((scorer != nullptr) == (error == ds::kScorerOk));
  if (scorer == nullptr) return error;
  std::vector<float> probabilities;
  for (int t = 0; t < 12; t++) {
    for (int c = 0; c < 7; c++) probabilities.push_back((t + 2 * c) % 5 == 0 ? 0.4f : 0.1f);
  }
  ds::Decoder decoder(alphabet, scorer, {}, {6, 1.0, 40});
  CHECK(decoder.next(probabilities.data(), 12, 7));
  for (const ds::Hypothesis& hypothesis : decoder.decode(6)) CHECK(hypothesis.tokens.size() <= 12);
  return error;
}

TEST_CASE("every truncation is an error") {
  const Scratch file;
  for (const std::string& layout : kLayouts) {
    const std::string whole = read(kSeeds + "/scorer/words_" + layout + ".scorer");
    for (size_t size = 0; size < whole.size(); size += layout == "trie" ? 1 : 7) {
      file.write(whole.substr(0, size));
      const int error = use(file.path());
      CHECK(error >= ds::kScorerUnreadable);
      CHECK(error <= ds::kScorerVersionMismatch);
    }
    file.write(whole);
    CHECK(use(file.path()) == ds::kScorerOk);
  }
}

TEST_CASE("tables are checked at opening or on use") {
  const Scratch file;
  for (const std::string& layout : kLayouts) {
    // The last arc of the dictionary leads to a state that does not exist.
    std::string content = read(kSeeds + "/scorer/words_" + layout + ".scorer");
    content[content.size() - 1] = 0x40;
    file.write(content);
    CHECK(use(file.path()) == ds::kScorerInvalidTrie);
    CHECK(use(file.path(), ds::TableChecks::kAll) == ds::kScorerInvalidTrie);
    CHECK(use(file.path(), ds::TableChecks::kOnUse) == ds::kScorerOk);
  }
}

TEST_CASE("labels at the end of their range") {
  const Scratch file;
  for (const int32_t label : {INT32_MIN, INT32_MIN + 1, -1, 0, INT32_MAX}) {
    std::string content = read(kSeeds + "/scorer/words_trie.scorer");
    int64_t arcs = 0;  // behind version, flags, properties, start and number of states
    std::memcpy(&arcs, content.data() + content.rfind("standard") + 8 + 32, sizeof(arcs));
    REQUIRE(arcs > 10);
    REQUIRE(static_cast<size_t>(arcs) < content.size() / 16);
    for (int64_t arc = 1; arc <= arcs; arc++) std::memcpy(&content[content.size() - 16 * arc], &label, sizeof(label));
    file.write(content);
    CHECK(use(file.path()) == ds::kScorerInvalidTrie);
    CHECK(use(file.path(), ds::TableChecks::kOnUse) == ds::kScorerOk);
  }
}

TEST_CASE("changes of every byte are survived") {
  const Scratch file;
  for (const std::string& layout : kLayouts) {
    const std::string whole = read(kSeeds + "/scorer/words_" + layout + ".scorer");
    int refused = 0;
    for (size_t position = 0; position < whole.size(); position++) {
      const int changes[] = {0xFF, 0x01, 0x80};
      std::string content = whole;
      content[position] = static_cast<char>(content[position] ^ changes[position % 3]);
      file.write(content);
      refused += use(file.path()) != ds::kScorerOk;
      use(file.path(), ds::TableChecks::kOnUse);
    }
    CHECK(refused > 100);
  }
}

}  // namespace
