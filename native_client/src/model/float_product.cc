#include "model/float_product.h"

#include <algorithm>
#include <cstring>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace ds {
namespace {

// Part of a product: inputs [first, last) and units [begin, end).
struct Block {
  const uint8_t* weights;
  size_t units;
  const float* in;
  size_t in_stride;
  float* out;
  size_t first, last;
  size_t begin, end;
};

constexpr size_t kManyRows = 8;
constexpr size_t kInputsOfManyRows = 32, kInputsOfOneRow = 8;  // rows of weights that are read in parallel

void add_rows_anywhere(const Block& block, size_t rows) {
  for (size_t input = block.first; input < block.last; input++) {
    const uint8_t* weights = block.weights + input * block.units * sizeof(float);
    for (size_t row = 0; row < rows; row++) {
      const float value = block.in[row * block.in_stride + input];
      float* out = block.out + row * block.units;
      for (size_t unit = block.begin; unit < block.end; unit++) {
        float weight;
        std::memcpy(&weight, weights + unit * sizeof(float), sizeof(weight));
        out[unit] += value * weight;
      }
    }
  }
}
void add_many_anywhere(const Block& block) { add_rows_anywhere(block, kManyRows); }
void add_one_anywhere(const Block& block) { add_rows_anywhere(block, 1); }

#if defined(__x86_64__)
// See matrix_product.cc for the section.
#define DS_WIDE(TARGET) __attribute__((target(TARGET), section("ds_wide")))

DS_WIDE("avx512f") void add_many_avx512(const Block& b) {
  for (size_t unit = b.begin; unit < b.end; unit += 32) {
    const size_t left = b.end - unit;
    const auto low = static_cast<__mmask16>(left >= 16 ? 0xFFFF : (1u << left) - 1);
    const auto high = static_cast<__mmask16>(left >= 32 ? 0xFFFF : left <= 16 ? 0 : (1u << (left - 16)) - 1);
    __m512 sums_0[kManyRows], sums_1[kManyRows];
#pragma GCC unroll 8
    for (size_t row = 0; row < kManyRows; row++) {
      sums_0[row] = _mm512_maskz_loadu_ps(low, b.out + row * b.units + unit);
      sums_1[row] = _mm512_maskz_loadu_ps(high, b.out + row * b.units + unit + 16);
    }
    for (size_t input = b.first; input < b.last; input++) {
      const uint8_t* weights = b.weights + (input * b.units + unit) * sizeof(float);
      const __m512 w_0 = _mm512_maskz_loadu_ps(low, weights), w_1 = _mm512_maskz_loadu_ps(high, weights + 64);
#pragma GCC unroll 8
      for (size_t row = 0; row < kManyRows; row++) {
        const __m512 x = _mm512_set1_ps(b.in[row * b.in_stride + input]);
        sums_0[row] = _mm512_fmadd_ps(x, w_0, sums_0[row]);
        sums_1[row] = _mm512_fmadd_ps(x, w_1, sums_1[row]);
      }
    }
#pragma GCC unroll 8
    for (size_t row = 0; row < kManyRows; row++) {
      _mm512_mask_storeu_ps(b.out + row * b.units + unit, low, sums_0[row]);
      _mm512_mask_storeu_ps(b.out + row * b.units + unit + 16, high, sums_1[row]);
    }
  }
}

DS_WIDE("avx512f") void add_one_avx512(const Block& b) {
  for (size_t unit = b.begin; unit < b.end; unit += 16) {
    const size_t left = b.end - unit;
    const auto mask = static_cast<__mmask16>(left >= 16 ? 0xFFFF : (1u << left) - 1);
    __m512 sum = _mm512_maskz_loadu_ps(mask, b.out + unit);
#pragma GCC unroll 8
    for (size_t input = b.first; input < b.last; input++) {
      const __m512 w = _mm512_maskz_loadu_ps(mask, b.weights + (input * b.units + unit) * sizeof(float));
      sum = _mm512_fmadd_ps(_mm512_set1_ps(b.in[input]), w, sum);
    }
    _mm512_mask_storeu_ps(b.out + unit, mask, sum);
  }
}

DS_WIDE("avx2,fma") void add_many_avx2(const Block& b) {
  size_t unit = b.begin;
  for (; unit + 8 <= b.end; unit += 8) {
    __m256 sums[kManyRows];
#pragma GCC unroll 8
    for (size_t row = 0; row < kManyRows; row++) sums[row] = _mm256_loadu_ps(b.out + row * b.units + unit);
    for (size_t input = b.first; input < b.last; input++) {
      const uint8_t* weights = b.weights + (input * b.units + unit) * sizeof(float);
      const __m256 w = _mm256_castsi256_ps(_mm256_loadu_si256(reinterpret_cast<const __m256i*>(weights)));
#pragma GCC unroll 8
      for (size_t row = 0; row < kManyRows; row++) {
        sums[row] = _mm256_fmadd_ps(_mm256_set1_ps(b.in[row * b.in_stride + input]), w, sums[row]);
      }
    }
#pragma GCC unroll 8
    for (size_t row = 0; row < kManyRows; row++) _mm256_storeu_ps(b.out + row * b.units + unit, sums[row]);
  }
  if (unit == b.end) return;
  Block rest = b;
  rest.begin = unit;
  add_many_anywhere(rest);
}

DS_WIDE("avx2,fma") void add_one_avx2(const Block& b) {
  size_t unit = b.begin;
  for (; unit + 8 <= b.end; unit += 8) {
    __m256 sum = _mm256_loadu_ps(b.out + unit);
    for (size_t input = b.first; input < b.last; input++) {
      const uint8_t* weights = b.weights + (input * b.units + unit) * sizeof(float);
      const __m256 w = _mm256_castsi256_ps(_mm256_loadu_si256(reinterpret_cast<const __m256i*>(weights)));
      sum = _mm256_fmadd_ps(_mm256_set1_ps(b.in[input]), w, sum);
    }
    _mm256_storeu_ps(b.out + unit, sum);
  }
  if (unit == b.end) return;
  Block rest = b;
  rest.begin = unit;
  add_one_anywhere(rest);
}
#endif

struct Kernels {
  void (*many)(const Block&);
  void (*one)(const Block&);
};

Kernels find_kernels() {
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx512f")) return {add_many_avx512, add_one_avx512};
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return {add_many_avx2, add_one_avx2};
#endif
  return {add_many_anywhere, add_one_anywhere};
}

const Kernels kKernels = find_kernels();

}  // namespace

void add_products(const FloatProduct& product, size_t begin, size_t end) {
  constexpr size_t kPanel = 512;  // units, so that the weights of a block remain in the cache for all rows
  const size_t step = product.rows >= kManyRows ? kInputsOfManyRows : kInputsOfOneRow;
  const size_t panel = product.rows > 1 ? kPanel : product.units;
  for (size_t first = 0; first < product.inputs; first += step) {
    const size_t last = std::min(first + step, product.inputs);
    for (size_t from = begin; from < end; from += panel) {
      Block block{product.weights, product.units, product.in, product.in_stride,          product.out,
                  first,           last,          from,       std::min(from + panel, end)};
      for (size_t row = 0; row < product.rows;) {
        const size_t count = product.rows - row >= kManyRows ? kManyRows : 1;
        block.in = product.in + row * product.in_stride;
        block.out = product.out + row * product.units;
        (count == 1 ? kKernels.one : kKernels.many)(block);
        row += count;
      }
    }
  }
}

}  // namespace ds
