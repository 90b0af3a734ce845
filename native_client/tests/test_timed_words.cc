// Words, their times and confidences, from hypotheses written by hand.
#include "stream/timed_words.h"

#include <cmath>

#include "printing.h"

namespace {

const ds::Alphabet kAlphabet = *ds::Alphabet::from_labels({"a", "b", "c", " "});
constexpr float kStep = 0.02f;

// Tokens spelled as text, each with its timestep.
ds::Hypothesis hypothesis(double probability, const std::string& text, const std::vector<uint32_t>& timesteps) {
  ds::Hypothesis made;
  made.confidence = std::log(probability);
  for (const char c : text) made.tokens.push_back(*kAlphabet.encode_single(std::string(1, c)));
  made.timesteps = timesteps;
  CHECK(made.tokens.size() == made.timesteps.size());
  return made;
}

bool is_near(double a, double b) { return std::abs(a - b) < 1e-6; }

ds::WordSequence words(const std::vector<ds::Hypothesis>& hypotheses) {
  return ds::timed_words(hypotheses, kAlphabet, kStep);
}

TEST_CASE("nothing heard") {
  CHECK(words({}).words.empty());
  const ds::WordSequence empty = words({hypothesis(1, "", {})});
  CHECK(empty.words.empty());
  CHECK(is_near(empty.confidence, 1));
  CHECK(words({hypothesis(1, "  ", {3, 9})}).words.empty());
}

TEST_CASE("times") {
  const auto found = words({hypothesis(1, " ab  c ab", {2, 10, 14, 17, 30, 40, 90, 100, 110})}).words;
  CHECK(found.size() == 3);
  CHECK(found[0].text == "ab");
  CHECK(is_near(found[0].start_s, 0.20));
  CHECK(is_near(found[0].end_s, 0.34));  // the space
  CHECK(found[1].text == "c");
  CHECK(is_near(found[1].start_s, 0.80));
  CHECK(is_near(found[1].end_s, 1.00));  // 0.2 s later
  CHECK(found[2].text == "ab");
  CHECK(is_near(found[2].start_s, 2.00));
  CHECK(is_near(found[2].end_s, 2.22));                              // one step
  const auto near = words({hypothesis(1, "a b", {5, 5, 6})}).words;  // a space within the same step
  CHECK(is_near(near[0].start_s, 0.10));
  CHECK(is_near(near[0].end_s, 0.12));
}

TEST_CASE("confidences are shares of the hypotheses") {
  const auto found = words({hypothesis(0.5, "a b c", {10, 12, 20, 22, 30}),
                            hypothesis(0.3, "a c c", {10, 12, 20, 22, 30}),  // another second word
                            hypothesis(0.1, "c b c", {10, 12, 21, 22, 30}),  // another first word
                            hypothesis(0.1, "a b", {10, 12, 20})});          // no third word
  CHECK(found.words.size() == 3);
  CHECK(is_near(found.words[0].confidence, 0.9));
  CHECK(is_near(found.words[1].confidence, 0.7));
  CHECK(is_near(found.words[2].confidence, 0.9));
  CHECK(is_near(found.confidence, 0.5));
}

TEST_CASE("scores need not be normalized") {
  std::vector<ds::Hypothesis> two = {hypothesis(0.75, "a", {1}), hypothesis(0.25, "b", {1})};
  for (const double offset : {0.0, -2000.0, 500.0}) {
    auto shifted = two;
    for (ds::Hypothesis& one : shifted) one.confidence += offset;
    CHECK(std::abs(words(shifted).words[0].confidence - 0.75) < 1e-6);
  }
  two[1].confidence = -3.4e38;  // what is impossible has no share
  CHECK(is_near(words(two).words[0].confidence, 1));
}

TEST_CASE("the same word somewhere else does not count") {
  const auto found = words({hypothesis(0.6, "a b", {10, 20, 30}), hypothesis(0.4, "b a", {10, 20, 30})});
  CHECK(is_near(found.words[0].confidence, 0.6));
  CHECK(is_near(found.words[1].confidence, 0.6));
  const auto moved = words({hypothesis(0.6, "a", {10}), hypothesis(0.4, "a", {15})});  // 0.1 s later
  CHECK(is_near(moved.words[0].confidence, 1));
  CHECK(is_near(moved.confidence, 1));
}

TEST_CASE("a word counts once") {
  const auto found = words({hypothesis(0.5, "a a", {10, 11, 12}), hypothesis(0.5, "a", {10})});
  CHECK(is_near(found.words[0].confidence, 1));
  CHECK(is_near(found.words[1].confidence, 0.5));
  CHECK(is_near(found.confidence, 0.5));
}

TEST_CASE("bytes make words too") {
  const ds::Alphabet bytes = ds::Alphabet::bytes();
  ds::Hypothesis spoken;
  for (const char c : std::string("\xE4\xBD\xA0 \xE5\xA5\xBD")) {
    spoken.tokens.push_back(*bytes.encode_single(std::string(1, c)));
    spoken.timesteps.push_back(static_cast<uint32_t>(10 * spoken.tokens.size()));
  }
  const auto found = ds::timed_words({spoken}, bytes, kStep).words;
  REQUIRE(found.size() == 2);
  CHECK(found[0].text == "\xE4\xBD\xA0");
  CHECK(found[1].text == "\xE5\xA5\xBD");
}

TEST_CASE("common beginnings only save work") {
  // The same hypotheses, once with equal times at the beginning and once with others: the same confidences.
  const std::vector<ds::Hypothesis> equal = {hypothesis(0.6, "ab c b", {1, 3, 5, 8, 11, 14}),
                                             hypothesis(0.4, "ab c c", {1, 3, 5, 8, 11, 14})};
  std::vector<ds::Hypothesis> unequal = equal;
  unequal[1].timesteps[0] = 2;
  for (size_t i = 0; i < 3; i++) {
    CHECK(is_near(words(equal).words[i].confidence, words(unequal).words[i].confidence));
    CHECK(is_near(words(equal).words[i].confidence, i < 2 ? 1 : 0.6));
  }
}

}  // namespace
