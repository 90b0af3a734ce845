#include "decoder/selection.h"

#include <algorithm>
#include <functional>

namespace ds {
namespace {

constexpr size_t kBins = 256;
constexpr float kWidest = 100.0f;  // below the best by more: all in the last bin

}  // namespace

float RankFinder::find(const std::vector<float>& values, size_t rank) {
  const auto [lowest, highest] = std::minmax_element(values.begin(), values.end());
  const float high = *highest;
  const float range = std::min(high - *lowest, kWidest);
  if (!(range > 0)) return high;
  const float scale = static_cast<float>(kBins - 1) / range;
  const auto bin_of = [high, scale](float value) {
    const float bin = (high - value) * scale;
    return bin < static_cast<float>(kBins - 1) ? static_cast<size_t>(bin) : kBins - 1;
  };
  counts_.assign(kBins, 0);
  for (const float value : values) ++counts_[bin_of(value)];
  size_t bin = 0;
  size_t above = 0;
  while (above + counts_[bin] < rank) above += counts_[bin++];
  bin_.clear();
  for (const float value : values) {
    if (bin_of(value) == bin) bin_.push_back(value);
  }
  const auto wanted = bin_.begin() + static_cast<std::ptrdiff_t>(rank - above - 1);
  std::nth_element(bin_.begin(), wanted, bin_.end(), std::greater<>());
  return *wanted;
}

}  // namespace ds
