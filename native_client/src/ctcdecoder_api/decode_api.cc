// Decoding, and the check that the input consists of probabilities.
#include <algorithm>
#include <atomic>
#include <cmath>
#include <limits>
#include <mutex>
#include <string>
#include <thread>
#include <utility>

#include "ctcdecoder_api/handles.h"
#include "ds_ctcdecoder.h"
#include "scorer/package.h"
#include "scorer/word_queries.h"
#include "text/utf8.h"

namespace {

// A batch of probabilities and what is needed to decode any utterance of it.
struct Batch {
  const double* probs;
  const int32_t* lengths;
  size_t size;
  size_t frames;
  size_t classes;
  const ds::Alphabet& alphabet;
  std::shared_ptr<ds::Scorer> scorer;
  ds::HotWords hot_words;
  ds::DecoderOptions options;
  size_t num_results;
  ds::LastWord last_word;

  std::vector<ds::Hypothesis> decode(size_t utterance) const {
    ds::Decoder decoder(alphabet, scorer, hot_words, options);
    const auto length = std::min<int64_t>(std::max(lengths[utterance], 0), static_cast<int64_t>(frames));
    decoder.next(probs + utterance * frames * classes, static_cast<int>(length), static_cast<int>(classes));
    return decoder.decode(num_results, last_word);
  }
};

// Decodes all utterances; each thread takes the next one.
int decode_all(const Batch& batch, size_t num_threads, DsCtcResults* results) {
  results->utterances.resize(batch.size);
  std::atomic<size_t> next{0};
  std::mutex mutex;  // guards the variables below
  int error = 0;
  std::string reason;
  const auto work = [&] {
    const int code = ds::guarded([&] {
      for (size_t i = next++; i < batch.size; i = next++) results->utterances[i] = batch.decode(i);
      return 0;
    });
    if (code == 0) return;
    const std::lock_guard<std::mutex> lock(mutex);
    error = code;
    reason.swap(ds::reason_of_failure());
  };
  std::vector<std::thread> threads;
  try {
    for (size_t i = 1; i < std::min(num_threads, batch.size); ++i) threads.emplace_back(work);
  } catch (...) {
    // Continues with fewer threads.
  }
  work();
  for (std::thread& thread : threads) thread.join();
  return error == 0 ? 0 : ds::fail(error, reason);
}

// Why these options are invalid; empty if they are valid.
std::string refusal(const DsCtcOptions& options) {
  if (options.beam_size == 0) return "beam_size must be greater than 0. Received: 0";
  if (!(options.cutoff_prob >= 0 && options.cutoff_prob <= 1)) {
    return "cutoff_prob must be from 0 to 1. Received: " + std::to_string(options.cutoff_prob);
  }
  for (uint32_t i = 0; i < options.num_hot_words; ++i) {
    if (ds::is_weight(options.hot_word_boosts[i])) continue;
    return "the boost of hot word \"" + ds::utf8_shorten(options.hot_words[i]) +
           "\" must be a number from -1e9 to 1e9. Received: " + std::to_string(options.hot_word_boosts[i]);
  }
  return "";
}

// Softmax outputs that went through 16-bit or 8-bit numbers are off by less.
constexpr double kSlack = 0.05;

struct Row {
  double lowest;
  double highest;
  double sum;
};

// Several independent sums, because each addition waits for the previous one of the same sum.
Row look_at(const double* values, size_t count) {
  constexpr size_t kLanes = 4;
  double sums[kLanes] = {};
  double lowest[kLanes];
  double highest[kLanes];
  std::fill_n(lowest, kLanes, std::numeric_limits<double>::infinity());
  std::fill_n(highest, kLanes, -std::numeric_limits<double>::infinity());
  const auto take = [&](size_t lane, double value) {
    sums[lane] += value;
    lowest[lane] = std::min(lowest[lane], value);
    highest[lane] = std::max(highest[lane], value);
  };
  size_t i = 0;
  for (; i + kLanes <= count; i += kLanes) {
    for (size_t lane = 0; lane < kLanes; ++lane) take(lane, values[i + lane]);
  }
  for (; i < count; ++i) take(0, values[i]);
  return {*std::min_element(lowest, lowest + kLanes), *std::max_element(highest, highest + kLanes),
          (sums[0] + sums[1]) + (sums[2] + sums[3])};
}

}  // namespace

extern "C" {

int DsCtc_DecodeBatch(const double* probs, const int32_t* lengths, size_t batch, size_t frames, size_t classes,
                      const DsCtcAlphabet* alphabet, const DsCtcScorer* scorer, const DsCtcOptions* options,
                      DsCtcResults** results) {
  return ds::guarded([&] {
    if (!lengths || !alphabet || !options || !results || (!probs && batch * frames > 0)) return ds::kErrNoModel;
    if (classes != alphabet->alphabet.size() + 1) {
      return ds::fail(ds::kErrInvalidShape, "expected " + std::to_string(alphabet->alphabet.size() + 1) +
                                                " classes with the blank. Received: " + std::to_string(classes));
    }
    const std::string refused = refusal(*options);
    if (!refused.empty()) return ds::fail(ds::kErrInvalidValue, refused);
    const std::optional<bool> is_like_0_9_3 = ds::asks_for_0_9_3();
    if (!is_like_0_9_3) return ds::fail(ds::kErrInvalidOption, "DS_DECODER_COMPAT must be 0.9 or none");
    ds::HotWords hot_words;
    for (uint32_t i = 0; i < options->num_hot_words; ++i) {
      const std::string word = options->hot_words[i];
      hot_words[scorer ? ds::hot_word_form(*scorer->scorer, word) : word] = options->hot_word_boosts[i];
    }
    const Batch work{probs,
                     lengths,
                     batch,
                     frames,
                     classes,
                     alphabet->alphabet,
                     scorer ? scorer->scorer : nullptr,
                     std::move(hot_words),
                     {options->beam_size, options->cutoff_prob, options->cutoff_top_n},
                     options->num_results,
                     *is_like_0_9_3 ? ds::LastWord::kUnboosted : ds::LastWord::kBoosted};
    auto decoded = std::make_unique<DsCtcResults>();
    const int error = decode_all(work, options->num_threads, decoded.get());
    if (error == 0) *results = decoded.release();
    return error;
  });
}

size_t DsCtc_ResultsCount(const DsCtcResults* results, size_t utterance) {
  return utterance < results->utterances.size() ? results->utterances[utterance].size() : 0;
}

int DsCtc_ResultsGet(const DsCtcResults* results, size_t utterance, size_t rank, DsCtcHypothesis* hypothesis) {
  ds::forget_failure();
  if (rank >= DsCtc_ResultsCount(results, utterance)) return ds::kErrInvalidShape;
  const ds::Hypothesis& found = results->utterances[utterance][rank];
  *hypothesis = {found.confidence, found.tokens.size(), found.tokens.data(), found.timesteps.data()};
  return 0;
}

void DsCtc_ResultsFree(DsCtcResults* results) { delete results; }

}  // extern "C"

extern "C" int DsCtc_CheckProbabilities(const double* probs, const int32_t* lengths, size_t batch, size_t frames,
                                        size_t classes, DsCtcRow* wrong) {
  return ds::guarded([&] {
    if (!wrong || (!lengths && batch > 0) || (!probs && batch * frames * classes > 0)) return ds::kErrNoModel;
    for (size_t utterance = 0; utterance < batch; ++utterance) {
      const auto length = std::min<int64_t>(std::max(lengths[utterance], 0), static_cast<int64_t>(frames));
      for (size_t frame = 0; frame < static_cast<size_t>(length); ++frame) {
        const Row row = look_at(probs + (utterance * frames + frame) * classes, classes);
        // The sum is NaN if any value is.
        if (row.lowest >= 0 && std::abs(row.sum - 1) <= kSlack) continue;
        *wrong = {utterance, frame, row.lowest, row.highest, row.sum};
        return ds::fail(ds::kErrInvalidValue, "expected probabilities");
      }
    }
    return 0;
  });
}
