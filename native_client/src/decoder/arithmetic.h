// Sums of probabilities represented as natural logarithms.
#ifndef DS_DECODER_ARITHMETIC_H_
#define DS_DECODER_ARITHMETIC_H_

#include <cfloat>
#include <cmath>

namespace ds {

// The logarithm of zero: the lowest finite number, as in 0.9.3, so that additions do not yield NaN.
constexpr float kLogZero = -FLT_MAX;

// ln(1 + e^-x) for 0 <= x <= 17 from a table: value and derivatives at every 1/32, of which the second-order Taylor
// polynomial has an error below 7e-8, the rounding error of a 32-bit sum near 1.
class SoftplusTable {
 public:
  SoftplusTable() {
    for (int i = 0; i <= 17 * kSteps; ++i) {
      const double x = static_cast<double>(i) / kSteps;
      const double e = std::exp(-x);
      entries_[i].value = static_cast<float>(std::log1p(e));
      entries_[i].slope = static_cast<float>(-e / (1 + e));
      entries_[i].half_curvature = static_cast<float>(0.5 * e / ((1 + e) * (1 + e)));
    }
  }

  static constexpr float kEnd = 17.0f;  // beyond it the result is below half a unit in the last place of 1

  float operator()(float x) const {
    const int i = static_cast<int>(x * kSteps + 0.5f);  // NOLINT(bugprone-incorrect-roundings): x is not negative
    const float h = x - static_cast<float>(i) * (1.0f / kSteps);
    const Entry& entry = entries_[i];
    return entry.value + h * (entry.slope + h * entry.half_curvature);
  }

 private:
  static constexpr int kSteps = 32;  // per unit

  struct Entry {
    float value;
    float slope;
    float half_curvature;
  };
  Entry entries_[17 * kSteps + 1];
};

inline const SoftplusTable kSoftplus;

// ln(e^x + e^y)
inline float log_sum_exp(float x, float y) {
  const float high = x > y ? x : y;
  const float low = x > y ? y : x;
  const float difference = high - low;
  // Also where one of them is kLogZero.
  if (!(difference < SoftplusTable::kEnd)) return high;
  return high + kSoftplus(difference);
}

}  // namespace ds

#endif  // DS_DECODER_ARITHMETIC_H_
