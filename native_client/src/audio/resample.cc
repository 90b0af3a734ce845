#include "audio/resample.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace ds {
namespace {

constexpr double kPi = 3.14159265358979323846;
constexpr int kZeroCrossings = 48;  // on each side
constexpr int kPointsPerCrossing = 1024;
constexpr double kKaiserBeta = 9.0;  // stop band near -90 dB
constexpr double kCutoff = 0.96;     // of half the lower rate; the rest is the transition band

// Modified Bessel function of the first kind, order zero, by its power series.
double bessel_i0(double x) {
  double sum = 1.0, term = 1.0;
  for (int k = 1; term > sum * 1e-16; k++) {
    term *= (x / (2.0 * k)) * (x / (2.0 * k));
    sum += term;
  }
  return sum;
}

// One half of the windowed sinc, with two more points for interpolation; the argument is in zero crossings.
std::vector<double> make_kernel() {
  std::vector<double> kernel(kZeroCrossings * kPointsPerCrossing + 2, 0.0);
  for (int i = 0; i < kZeroCrossings * kPointsPerCrossing; i++) {
    const double x = static_cast<double>(i) / kPointsPerCrossing;
    const double position = x / kZeroCrossings;
    const double window = bessel_i0(kKaiserBeta * std::sqrt(1.0 - position * position)) / bessel_i0(kKaiserBeta);
    kernel[i] = (i == 0 ? 1.0 : std::sin(kPi * x) / (kPi * x)) * window;
  }
  return kernel;
}

int16_t to_int16(float sample) {
  const float scaled = std::nearbyint(sample * 32768.0f);
  return static_cast<int16_t>(std::clamp(scaled, -32768.0f, 32767.0f));
}

}  // namespace

uint64_t resampled_length(size_t count, int from_hz, int to_hz) {
  if (from_hz == to_hz) return count;
  const auto from = static_cast<uint64_t>(from_hz), to = static_cast<uint64_t>(to_hz);
  return (count * to + from / 2) / from;
}

void resample(const float* samples, size_t count, int from_hz, int to_hz, int16_t* result) {
  if (from_hz == to_hz) {
    std::transform(samples, samples + count, result, to_int16);
    return;
  }
  static const std::vector<double> kernel = make_kernel();
  const auto length = static_cast<int64_t>(count);
  const auto resampled = static_cast<int64_t>(resampled_length(count, from_hz, to_hz));
  // Zero crossings per input sample. When downsampling, the kernel is wider to remove high frequencies.
  const double density = kCutoff * std::min(1.0, static_cast<double>(to_hz) / from_hz);
  const double reach = kZeroCrossings / density;
  for (int64_t n = 0; n < resampled; n++) {
    const double center = static_cast<double>(n * from_hz) / to_hz;  // exact up to the division
    const int64_t first = std::max<int64_t>(0, static_cast<int64_t>(std::ceil(center - reach)));
    const int64_t last = std::min<int64_t>(length - 1, static_cast<int64_t>(std::floor(center + reach)));
    double sum = 0.0;
    for (int64_t k = first; k <= last; k++) {
      const double offset =
          std::min<double>(std::abs(center - static_cast<double>(k)) * density, kZeroCrossings) * kPointsPerCrossing;
      const size_t left = static_cast<size_t>(offset);
      sum += samples[k] * (kernel[left] + (offset - static_cast<double>(left)) * (kernel[left + 1] - kernel[left]));
    }
    result[n] = to_int16(static_cast<float>(sum * density));
  }
}

}  // namespace ds
