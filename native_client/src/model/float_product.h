// Matrix products with float32 weights in a mapped file: `(inputs, units)`, row by row, at any alignment.
//
// The weights are read once, in order, and are not copied. For the state of an LSTM with n_hidden 2048 they have 67 MB,
// so the time of a frame depends on the bandwidth of the memory.
#ifndef DS_MODEL_FLOAT_PRODUCT_H_
#define DS_MODEL_FLOAT_PRODUCT_H_

#include <cstddef>
#include <cstdint>

namespace ds {

struct FloatProduct {
  const uint8_t* weights;  // of the first input
  size_t inputs;
  size_t units;
  const float* in;  // `(rows, inputs)`, `in_stride` values from row to row
  size_t in_stride;
  size_t rows;
  float* out;  // `(rows, units)`
};

// Adds the products of the units [begin, end) to `out`.
void add_products(const FloatProduct& product, size_t begin, size_t end);

// Threads should get multiples of this number of units: a cache line.
constexpr size_t kProductGrain = 64;

}  // namespace ds

#endif  // DS_MODEL_FLOAT_PRODUCT_H_
