// Words of hypotheses whose scores are no finite numbers: found by fuzzing, with infinite weights of a scorer.
#include <cmath>
#include <vector>

#include "printing.h"
#include "stream/timed_words.h"

namespace {

TEST_CASE("confidences stay between 0 and 1") {
  const ds::Alphabet alphabet = *ds::Alphabet::from_labels({"a", "b", " "});
  const double odd[] = {0, -5, 1e308, -1e308, INFINITY, -INFINITY, NAN};
  for (const double best : odd) {
    for (const double second : odd) {
      for (const double third : odd) {
        const std::vector<ds::Hypothesis> hypotheses = {
            {best, {0, 2, 1}, {0, 2, 4}}, {second, {0, 2, 0}, {0, 2, 4}}, {third, {1}, {3}}};
        const ds::WordSequence sequence = ds::timed_words(hypotheses, alphabet, 0.02f);
        CHECK(sequence.words.size() == 2);
        CHECK(sequence.confidence >= 0);
        CHECK(sequence.confidence <= 1);
        for (const ds::Word& word : sequence.words) {
          CHECK(word.confidence >= 0);
          CHECK(word.confidence <= 1);
        }
      }
    }
  }
}

TEST_CASE("finite scores count next to others") {
  const ds::Alphabet alphabet = *ds::Alphabet::from_labels({"a", "b", " "});
  const std::vector<ds::Hypothesis> hypotheses = {
      {-1, {0}, {0}}, {-1, {1}, {0}}, {NAN, {1}, {0}}, {-INFINITY, {0}, {0}}};
  CHECK(ds::timed_words(hypotheses, alphabet, 0.02f).words[0].confidence == 0.5);
}

}  // namespace
