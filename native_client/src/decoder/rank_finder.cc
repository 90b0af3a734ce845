#include "decoder/rank_finder.h"

#include <algorithm>
#include <functional>

namespace ds {
namespace {

constexpr size_t kBins = 64;
constexpr float kMaxRange = 100.0f;  // lower values are in the last bin

struct Range {
  float low;
  float high;
};

// Several independent maxima, because each comparison waits for the previous one.
Range range_of(const std::vector<float>& values) {
  constexpr size_t kLanes = 8;
  float low[kLanes], high[kLanes];
  std::fill_n(low, kLanes, values[0]);
  std::fill_n(high, kLanes, values[0]);
  size_t i = 0;
  for (; i + kLanes <= values.size(); i += kLanes) {
    for (size_t lane = 0; lane < kLanes; ++lane) {
      low[lane] = std::min(low[lane], values[i + lane]);
      high[lane] = std::max(high[lane], values[i + lane]);
    }
  }
  for (; i < values.size(); ++i) {
    low[0] = std::min(low[0], values[i]);
    high[0] = std::max(high[0], values[i]);
  }
  return {*std::min_element(low, low + kLanes), *std::max_element(high, high + kLanes)};
}

}  // namespace

float RankFinder::find(const std::vector<float>& values, size_t rank) {
  const auto [lowest, highest] = range_of(values);
  const float range = std::min(highest - lowest, kMaxRange);
  if (!(range > 0)) return highest;
  const float scale = static_cast<float>(kBins - 1) / range;
  bins_.resize(values.size());
  // Local pointers: otherwise the compiler must assume that written bytes change the vectors.
  const size_t count = values.size();
  const float* const value = values.data();
  uint8_t* const bins = bins_.data();
  for (size_t i = 0; i < count; ++i) {
    const float bin = std::min((highest - value[i]) * scale, static_cast<float>(kBins - 1));
    bins[i] = static_cast<uint8_t>(static_cast<int>(bin));
  }
  uint32_t counts[kBins] = {};
  for (size_t i = 0; i < count; ++i) ++counts[bins[i]];
  size_t bin = 0;
  size_t above = 0;
  while (above + counts[bin] < rank) above += counts[bin++];
  bin_.clear();
  for (size_t i = 0; i < count; ++i) {
    if (bins[i] == bin) bin_.push_back(value[i]);
  }
  const auto found = bin_.begin() + static_cast<std::ptrdiff_t>(rank - above - 1);
  std::nth_element(bin_.begin(), found, bin_.end(), std::greater<>());
  return *found;
}

}  // namespace ds
