#include "model/matrix_product.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <new>
#include <numeric>
#include <utility>

#include <sys/mman.h>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace ds {
namespace {

// Sums of products of weights and rounded inputs, both in [-127, 127]: exact, so that all ways give the same.
struct Dot {
  int32_t (*run)(const int8_t* weights, const int8_t* inputs, size_t size);
  int32_t added;  // to each weight before it is multiplied
};

#if defined(__x86_64__)
// Functions for some processors only lie in a section of their own; a test looks that nothing else needs these.
#define DS_WIDE(TARGET) __attribute__((target(TARGET), section("ds_wide")))

DS_WIDE("avx2") int32_t dot_avx2(const int8_t* weights, const int8_t* inputs, size_t size) {
  __m256i sums = _mm256_setzero_si256();
  size_t i = 0;
  for (; i + 16 <= size; i += 16) {
    const __m256i w = _mm256_cvtepi8_epi16(_mm_loadu_si128(reinterpret_cast<const __m128i*>(weights + i)));
    const __m256i x = _mm256_cvtepi8_epi16(_mm_loadu_si128(reinterpret_cast<const __m128i*>(inputs + i)));
    sums = _mm256_add_epi32(sums, _mm256_madd_epi16(w, x));
  }
  int32_t parts[8];
  _mm256_storeu_si256(reinterpret_cast<__m256i*>(parts), sums);
  int32_t sum = 0;
  for (const int32_t part : parts) sum += part;
  for (; i < size; i++) sum += weights[i] * inputs[i];
  return sum;
}

// The instruction wants one factor without a sign, so 128 is added to the weights.
DS_WIDE("avx512f,avx512vnni") int32_t dot_vnni(const int8_t* weights, const int8_t* inputs, size_t size) {
  const __m512i sign = _mm512_set1_epi32(static_cast<int>(0x80808080u));
  __m512i sums_0 = _mm512_setzero_si512(), sums_1 = sums_0;
  size_t i = 0;
  for (; i + 128 <= size; i += 128) {
    const __m512i w_0 = _mm512_xor_si512(_mm512_loadu_si512(weights + i), sign);
    const __m512i w_1 = _mm512_xor_si512(_mm512_loadu_si512(weights + i + 64), sign);
    sums_0 = _mm512_dpbusd_epi32(sums_0, w_0, _mm512_loadu_si512(inputs + i));
    sums_1 = _mm512_dpbusd_epi32(sums_1, w_1, _mm512_loadu_si512(inputs + i + 64));
  }
  int32_t parts[16];
  _mm512_storeu_si512(parts, _mm512_add_epi32(sums_0, sums_1));
  int32_t sum = 0;
  for (const int32_t part : parts) sum += part;
  for (; i < size; i++) sum += (weights[i] + 128) * inputs[i];
  return sum;
}

Dot find_dot() {
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vnni")) return {dot_vnni, 128};
  if (__builtin_cpu_supports("avx2")) return {dot_avx2, 0};
  return {nullptr, 0};
}
#else
Dot find_dot() { return {nullptr, 0}; }
#endif

const Dot kDot = find_dot();

// A copy in large pages: an LSTM of 33 MB is read 16 times for every 0.3 s of audio, and with the pages of a mapped
// file the processor would look up an address every 4096 bytes.
int8_t* copy_weights(const int8_t* weights, size_t size) {
  constexpr size_t kLargePage = 1 << 21, kCacheLine = 64;
  const size_t alignment = size >= kLargePage ? kLargePage : kCacheLine;
  const size_t room = (size + alignment - 1) / alignment * alignment;
  auto* const copy = static_cast<int8_t*>(std::aligned_alloc(alignment, room));
  if (copy == nullptr) throw std::bad_alloc();
#if defined(MADV_HUGEPAGE)
  if (alignment == kLargePage) madvise(copy, room, MADV_HUGEPAGE);  // if it cannot be had, it is only slower
#endif
  std::memcpy(copy, weights, size);
  return copy;
}

}  // namespace

bool has_fast_products() { return kDot.run != nullptr; }

MatrixProduct::MatrixProduct(std::string name, const int8_t* weights, size_t units, size_t inputs, float scale,
                             std::vector<float> bias, bool is_rectified)
    : name_(std::move(name)),
      units_(units),
      inputs_(inputs),
      weights_(copy_weights(weights, units * inputs)),
      scale_(scale),
      bias_(std::move(bias)),
      is_rectified_(is_rectified) {}

void MatrixProduct::Free::operator()(int8_t* memory) const { std::free(memory); }

void MatrixProduct::quantize(const float* in, size_t row) {
  constexpr float kSteps = 127.0f;
  const auto [low, high] = std::minmax_element(in, in + inputs_);
  const float range = std::max(std::fabs(*low), std::fabs(*high));
  int8_t* const out = quantized_.data() + row * inputs_;
  if (!(range > 0 && range < HUGE_VALF)) {
    std::fill_n(out, inputs_, int8_t{0});
    scales_[row] = scale_;
    added_[row] = 0;
    return;
  }
  const float steps_per_unit = kSteps / range;
  for (size_t i = 0; i < inputs_; i++) {
    const float steps = std::clamp(std::round(in[i] * steps_per_unit), -kSteps, kSteps);
    out[i] = steps == steps ? static_cast<int8_t>(steps) : int8_t{0};  // not a number: whatever
  }
  scales_[row] = range / kSteps * scale_;
  added_[row] = kDot.added * std::accumulate(out, out + inputs_, int32_t{0});
}

void MatrixProduct::run(const float* in, size_t rows, float* out) {
  quantized_.resize(rows * inputs_);
  scales_.resize(rows);
  added_.resize(rows);
  for (size_t row = 0; row < rows; row++) quantize(in + row * inputs_, row);
  for (size_t unit = 0; unit < units_; unit++) {
    const int8_t* const weights = weights_.get() + unit * inputs_;
    const float bias = bias_.empty() ? 0.0f : bias_[unit];
    for (size_t row = 0; row < rows; row++) {
      const int32_t sum = kDot.run(weights, quantized_.data() + row * inputs_, inputs_) - added_[row];
      const float value = bias + static_cast<float>(sum) * scales_[row];
      out[row * units_ + unit] = is_rectified_ ? std::max(value, 0.0f) : value;
    }
  }
}

}  // namespace ds
