// The decoder behind ds_ctcdecoder.h: probabilities that are none, odd options, with and without scorer.
#include <vector>

#include "calls.h"
#include "ds_ctcdecoder.h"

using ds::fuzz::expect;

namespace {

constexpr size_t kClasses = 7;

DsCtcAlphabet* make_alphabet() {
  static const char kSerialised[] = "\6\0\0\0\1\0 \1\0\1\0a\2\0\1\0b\3\0\1\0c\4\0\1\0d\5\0\1\0e";
  DsCtcAlphabet* alphabet = nullptr;
  expect(DsCtc_AlphabetDeserialize(kSerialised, sizeof(kSerialised) - 1, &alphabet) == 0);
  return alphabet;
}

DsCtcScorer* make_scorer(const DsCtcAlphabet* alphabet, const char* name) {
  DsCtcScorer* scorer = nullptr;
  expect(DsCtc_ScorerLoad((std::string(DS_FUZZ_SEEDS "/scorer/") + name).c_str(), alphabet, &scorer) == 0);
  return scorer;
}

double pick_probability(FuzzedDataProvider& input) {
  const double odd[] = {0, 1, 1e-300, 1e-40, -1, 2, 1e300, INFINITY, -INFINITY, NAN};
  const auto choice = input.ConsumeIntegral<uint8_t>();
  return choice < std::size(odd) ? odd[choice] : choice / 256.0;
}

void look(const DsCtcResults* results, size_t batch, const std::vector<int32_t>& lengths) {
  for (size_t i = 0; i < batch; i++) {
    for (size_t rank = 0; rank < DsCtc_ResultsCount(results, i); rank++) {
      DsCtcHypothesis hypothesis;
      expect(DsCtc_ResultsGet(results, i, rank, &hypothesis) == 0);
      expect(hypothesis.num_tokens <= static_cast<size_t>(lengths[i]));
      for (size_t k = 0; k < hypothesis.num_tokens; k++) {
        expect(hypothesis.tokens[k] + 1 < kClasses);
        expect(hypothesis.timesteps[k] < static_cast<uint32_t>(lengths[i]));
      }
    }
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static DsCtcAlphabet* const alphabet = make_alphabet();
  static DsCtcScorer* const scorers[] = {nullptr, make_scorer(alphabet, "words_probing.scorer"),
                                         make_scorer(alphabet, "words_quantized_array.scorer"),
                                         make_scorer(alphabet, "bytes_quantized_array.scorer")};
  FuzzedDataProvider input(data, size);
  DsCtcScorer* const scorer = scorers[input.ConsumeIntegralInRange<size_t>(0, 3)];
  if (scorer) DsCtc_ScorerSetParameters(scorer, ds::fuzz::pick_weight(input), ds::fuzz::pick_weight(input));
  std::vector<std::string> words(input.ConsumeIntegralInRange<size_t>(0, 3));
  std::vector<const char*> hot_words;
  std::vector<float> boosts;
  for (std::string& word : words) {
    word = ds::fuzz::pick_word(input);
    hot_words.push_back(word.c_str());
    boosts.push_back(ds::fuzz::pick_weight(input));
  }
  if (scorer && !words.empty()) {
    int effect = -1;
    char* reason = nullptr;
    expect(DsCtc_ScorerJudgeHotWord(scorer, words[0].c_str(), &effect, &reason) == 0);
    expect((effect == DS_CTC_HOT_WORD_POSSIBLE) == (reason == nullptr));
    expect((effect == DS_CTC_HOT_WORD_POSSIBLE) == (DsCtc_ScorerHasWord(scorer, words[0].c_str()) != 0));
    DsCtc_BufferFree(reason);
  }
  DsCtcOptions options = {};
  options.beam_size = input.ConsumeIntegralInRange<uint32_t>(0, 40);
  options.cutoff_prob = input.ConsumeBool() ? 1.0 : pick_probability(input);
  options.cutoff_top_n = ds::fuzz::pick_count(input);
  options.num_results = ds::fuzz::pick_count(input);
  options.num_threads = input.ConsumeIntegralInRange<uint32_t>(0, 2);
  options.num_hot_words = static_cast<uint32_t>(words.size());
  options.hot_words = hot_words.data();
  options.hot_word_boosts = boosts.data();
  const size_t batch = input.ConsumeIntegralInRange<size_t>(0, 3);
  const size_t frames = input.ConsumeIntegralInRange<size_t>(0, 40);
  std::vector<int32_t> lengths(batch);
  for (int32_t& length : lengths) length = input.ConsumeIntegralInRange<int32_t>(-1, static_cast<int32_t>(frames) + 1);
  std::vector<double> probabilities(batch * frames * kClasses);
  for (double& value : probabilities) value = pick_probability(input);
  DsCtcRow wrong = {};
  if (DsCtc_CheckProbabilities(probabilities.data(), lengths.data(), batch, frames, kClasses, &wrong) != 0) {
    expect(wrong.utterance < batch && wrong.frame < frames && !(wrong.lowest >= 0 && wrong.sum == 1));
  }
  DsCtcResults* results = nullptr;
  const int status = DsCtc_DecodeBatch(probabilities.data(), lengths.data(), batch, frames, kClasses, alphabet, scorer,
                                       &options, &results);
  expect((status == 0) == (results != nullptr));
  if (results) look(results, batch, lengths);
  DsCtc_ResultsFree(results);
  return 0;
}
