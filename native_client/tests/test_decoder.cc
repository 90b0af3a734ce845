#include "decoder/decoder.h"

#include <cmath>
#include <map>
#include <random>

#include "printing.h"

using ds::Alphabet;
using ds::Decoder;

namespace {

using Probs = std::vector<float>;  // (frames, classes)

Probs random_probs(int frames, int classes, unsigned seed, double power) {
  std::mt19937 random(seed);
  std::uniform_real_distribution<double> uniform(0.01, 1.0);
  Probs probs;
  for (int t = 0; t < frames; ++t) {
    std::vector<double> row(static_cast<size_t>(classes));
    double sum = 0;
    for (double& p : row) sum += p = std::pow(uniform(random), power);
    for (const double p : row) probs.push_back(static_cast<float>(p / sum));
  }
  return probs;
}

// P(labels) for every label sequence: the sum over all ways through the frames, one by one.
std::map<std::vector<uint32_t>, double> all_sequences(const Probs& probs, int frames, int classes) {
  std::map<std::vector<uint32_t>, double> sequences;
  std::vector<int> path(static_cast<size_t>(frames), 0);
  for (;;) {
    double p = 1;
    std::vector<uint32_t> labels;
    for (int t = 0; t < frames; ++t) {
      const int c = path[t];
      p *= probs[static_cast<size_t>(t * classes + c)];
      if (c != classes - 1 && (t == 0 || path[t - 1] != c)) labels.push_back(static_cast<uint32_t>(c));
    }
    sequences[labels] += p;
    int t = frames - 1;
    while (t >= 0 && ++path[t] == classes) path[t--] = 0;
    if (t < 0) return sequences;
  }
}

const Alphabet kAlphabet = *Alphabet::from_labels({"a", "b", " "});

}  // namespace

TEST_CASE("wide beam finds the exact probabilities") {
  for (unsigned seed = 0; seed < 20; ++seed) {
    const Probs probs = random_probs(6, 4, seed, 1 + seed % 3);
    const auto exact = all_sequences(probs, 6, 4);
    Decoder decoder(kAlphabet, nullptr, {}, {100000, 1.0, 40});
    CHECK(decoder.next(probs.data(), 6, 4));
    const auto found = decoder.decode(exact.size() + 10);
    CHECK(found.size() == exact.size());
    double last = 1;
    for (const auto& hypothesis : found) {
      CHECK(exact.count(hypothesis.tokens) == 1);
      CHECK(std::fabs(hypothesis.confidence - std::log(exact.at(hypothesis.tokens))) < 1e-4);
      CHECK(hypothesis.confidence <= last);
      last = hypothesis.confidence;
      CHECK(hypothesis.timesteps.size() == hypothesis.tokens.size());
      for (size_t i = 1; i < hypothesis.timesteps.size(); ++i) {
        CHECK(hypothesis.timesteps[i - 1] < hypothesis.timesteps[i]);
        CHECK(hypothesis.timesteps[i] < 6);
      }
    }
  }
}

TEST_CASE("portions give what the whole gives") {
  for (const uint32_t beam : {1u, 3u, 20u, 200u}) {
    const Probs probs = random_probs(60, 4, beam, 3);
    Decoder whole(kAlphabet, nullptr, {}, {beam, 1.0, 40});
    whole.next(probs.data(), 60, 4);
    Decoder parts(kAlphabet, nullptr, {}, {beam, 1.0, 40});
    for (int t = 0; t < 60; t += 7) {
      parts.next(probs.data() + t * 4, std::min(7, 60 - t), 4);
      parts.decode(3);
    }
    const auto a = whole.decode(5);
    const auto b = parts.decode(5);
    CHECK(a.size() == b.size());
    for (size_t i = 0; i < a.size(); ++i) {
      CHECK(a[i].tokens == b[i].tokens);
      CHECK(a[i].timesteps == b[i].timesteps);
      CHECK(a[i].confidence == b[i].confidence);
    }
  }
}

TEST_CASE("sure blanks before the first label are passed") {
  Probs probs;
  for (int t = 0; t < 10; ++t) probs.insert(probs.end(), {0.0001f, 0.0001f, 0.0001f, 0.9997f});
  probs.insert(probs.end(), {0.9f, 0.03f, 0.03f, 0.04f});
  Decoder decoder(kAlphabet, nullptr, {}, {10, 1.0, 40});
  decoder.next(probs.data(), 11, 4);
  const auto best = decoder.decode(1);
  CHECK(best[0].tokens == std::vector<uint32_t>{0});
  CHECK(best[0].timesteps == std::vector<uint32_t>{10});
}

TEST_CASE("pruned classes do not appear") {
  const Probs probs = {0.5f, 0.3f, 0.15f, 0.05f};
  Decoder decoder(kAlphabet, nullptr, {}, {10, 0.75, 40});
  decoder.next(probs.data(), 1, 4);
  for (const auto& hypothesis : decoder.decode(10)) {
    if (hypothesis.confidence > -1e30) {
      CHECK(hypothesis.tokens.size() == 1);
      CHECK(hypothesis.tokens[0] < 2);
    }
  }
}

TEST_CASE("other number of classes is refused") {
  Decoder decoder(kAlphabet, nullptr, {}, {10, 1.0, 40});
  const Probs probs(10, 0.2f);
  CHECK(!decoder.next(probs.data(), 2, 5));
  const auto nothing = decoder.decode(3);
  REQUIRE(nothing.size() == 1);
  CHECK(nothing[0].tokens.empty());
  CHECK(nothing[0].confidence == 0);
}
