// Sums of probabilities held as natural logarithms.
#pragma once

#include <cfloat>
#include <cmath>

namespace ds {

// The logarithm of zero. The largest finite number, as in 0.9.3: it survives additions without becoming NaN.
constexpr float kLogZero = -FLT_MAX;

// ln(e^x + e^y)
inline float log_sum_exp(float x, float y) {
  if (x <= kLogZero) return y;
  if (y <= kLogZero) return x;
  const float high = x > y ? x : y;
  const float difference = (x > y ? y : x) - high;
  if (difference < -17.0f) return high;  // 1 + e^difference is 1 in 32 bits
  return high + std::log(1.0f + std::exp(difference));
}

}  // namespace ds
