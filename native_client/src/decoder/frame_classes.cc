#include "decoder/frame_classes.h"

#include <algorithm>
#include <cfloat>
#include <cmath>

#include "decoder/arithmetic.h"

namespace ds {

FrameClasses::FrameClasses(uint32_t classes, double cutoff_prob, uint32_t cutoff_top_n)
    : blank_(classes - 1),
      cutoff_prob_(cutoff_prob),
      cutoff_top_n_(cutoff_top_n),
      probs_(classes),
      log_probs_(classes) {}

template <class Float>
void FrameClasses::set(const Float* probs) {
  for (size_t c = 0; c < probs_.size(); ++c) {
    const double p = probs[c];
    probs_[c] = p > 0 && p < 1e30 ? p : 0;  // false for NaN
    log_probs_[c] = static_cast<float>(std::log(probs_[c] + FLT_MIN));
  }
  if (is_pruning()) prune();
}

template void FrameClasses::set(const float*);
template void FrameClasses::set(const double*);

void FrameClasses::prune() {
  ranked_.clear();
  for (size_t c = 0; c < probs_.size(); ++c) ranked_.emplace_back(probs_[c], static_cast<uint32_t>(c));
  std::sort(ranked_.begin(), ranked_.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
  double sum = 0;
  size_t kept = 0;
  while (kept < ranked_.size()) {
    sum += ranked_[kept++].first;
    if (sum >= cutoff_prob_ || kept >= cutoff_top_n_) break;
  }
  for (size_t i = kept; i < ranked_.size(); ++i) log_probs_[ranked_[i].second] = kLogZero;
}

}  // namespace ds
