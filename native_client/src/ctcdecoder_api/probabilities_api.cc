// Whether what is to be decoded are probabilities.
#include <algorithm>
#include <cmath>
#include <limits>

#include "ctcdecoder_api/handles.h"
#include "ds_ctcdecoder.h"

namespace {

// Softmax outputs that went through 16-bit or 8-bit numbers are off by less.
constexpr double kSlack = 0.05;

struct Row {
  double lowest;
  double highest;
  double sum;
};

// Several sums at once: each addition waits for the one before.
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

extern "C" int DsCtc_CheckProbabilities(const double* probs, const int32_t* lengths, size_t batch, size_t frames,
                                        size_t classes, DsCtcRow* wrong) {
  return ds::guarded([&] {
    if (!wrong || (!lengths && batch > 0) || (!probs && batch * frames * classes > 0)) return ds::kErrNoModel;
    for (size_t utterance = 0; utterance < batch; ++utterance) {
      const auto length = std::min<int64_t>(std::max(lengths[utterance], 0), static_cast<int64_t>(frames));
      for (size_t frame = 0; frame < static_cast<size_t>(length); ++frame) {
        const Row row = look_at(probs + (utterance * frames + frame) * classes, classes);
        // A NaN is in the sum, if in nothing else.
        if (row.lowest >= 0 && std::abs(row.sum - 1) <= kSlack) continue;
        *wrong = {utterance, frame, row.lowest, row.highest, row.sum};
        return ds::fail(ds::kErrInvalidValue, "these are no probabilities");
      }
    }
    return 0;
  });
}
