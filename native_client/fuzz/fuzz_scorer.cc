// Whole scorer packages, and decoding with them.
#include "decoder/decoder.h"
#include "file_input.h"
#include "scorer/word_queries.h"

namespace {

const ds::Alphabet& letters() {
  static const ds::Alphabet alphabet = *ds::Alphabet::from_labels({" ", "a", "b", "c", "d", "e"});
  return alphabet;
}

// Probabilities under which many words are tried: "a bad cab" stands out a little.
std::vector<float> probabilities(const ds::Alphabet& alphabet, size_t frames) {
  const std::string text = "a bad cab add ";
  const size_t classes = alphabet.size() + 1;
  std::vector<float> rows(frames * classes, 0.3f / static_cast<float>(classes));
  for (size_t t = 0; t < frames; t++) {
    const auto label = alphabet.encode_single(std::string(1, text[t / 2 % text.size()]));
    rows[t * classes + (t % 2 == 1 || !label ? classes - 1 : *label)] += 0.7f;
  }
  return rows;
}

void decode(const ds::Alphabet& alphabet, const std::shared_ptr<ds::Scorer>& scorer) {
  constexpr size_t kFrames = 24;
  const std::vector<float> rows = probabilities(alphabet, kFrames);
  ds::Decoder decoder(alphabet, scorer, {{"bad", 3.0f}, {"cab", -2.0f}}, {8, 1.0, 40});
  const int classes = static_cast<int>(alphabet.size() + 1);
  ds::fuzz::expect(decoder.next(rows.data(), kFrames / 2, classes));
  decoder.decode(3);
  ds::fuzz::expect(decoder.next(rows.data() + kFrames / 2 * (alphabet.size() + 1), kFrames / 2, classes));
  for (const ds::Hypothesis& hypothesis : decoder.decode(8)) {
    ds::fuzz::expect(hypothesis.tokens.size() == hypothesis.timesteps.size());
    ds::fuzz::expect(hypothesis.tokens.size() <= kFrames);
    for (const uint32_t token : hypothesis.tokens) ds::fuzz::expect(token < alphabet.size());
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const ds::fuzz::FileInput file(data, size);
  int error = -1;
  auto scorer = ds::Scorer::load(file.path(), letters(), &error, ds::TableChecks::kOnUse);
  ds::fuzz::expect((scorer != nullptr) == (error == ds::kScorerOk));
  if (!scorer) return 0;
  ds::has_word(*scorer, "bad");
  ds::has_word(*scorer, "a bad");
  decode(letters(), scorer);  // also with the alphabet of the other mode: a user may mix them up
  if (!scorer->is_bytes_mode()) return 0;
  static const ds::Alphabet bytes = ds::Alphabet::bytes();
  scorer = ds::Scorer::load(file.path(), bytes, &error, ds::TableChecks::kOnUse);
  if (scorer) decode(bytes, scorer);
  return 0;
}
