// Which numbers can weigh a language model.
#pragma once

#include <cmath>

namespace ds {

// Weights, and boosts of hot words, may be this large: sums of their products with scores then stay far from the end
// of 32-bit numbers, where a beam loses its order.
constexpr double kLargestWeight = 1e9;

inline bool is_weight(double value) { return std::abs(value) <= kLargestWeight; }  // false for NaN

}  // namespace ds
