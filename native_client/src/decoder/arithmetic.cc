#include "decoder/arithmetic.h"

#include <cmath>

namespace ds {

SoftplusTable::SoftplusTable() {
  for (int i = 0; i <= 17 * kSteps; ++i) {
    const double x = static_cast<double>(i) / kSteps;
    const double e = std::exp(-x);
    entries_[i].value = static_cast<float>(std::log1p(e));
    entries_[i].slope = static_cast<float>(-e / (1 + e));
    entries_[i].half_curvature = static_cast<float>(0.5 * e / ((1 + e) * (1 + e)));
  }
}

const SoftplusTable kSoftplus;

}  // namespace ds
