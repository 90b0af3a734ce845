// Products with the weights of a network, mapped or quantized.
#ifndef DS_MODEL_WEIGHT_PRODUCT_H_
#define DS_MODEL_WEIGHT_PRODUCT_H_

#include <cstddef>
#include <memory>

#include "model/network.h"
#include "model/network_model.h"
#include "model/workers.h"

namespace ds {

class WeightProduct {
 public:
  virtual ~WeightProduct() = default;

  // Adds the product of `in` `(rows, inputs)` with the weights to `out` `(rows, units)`. Not thread-safe.
  virtual void add(const float* in, size_t rows, float* out, Workers& workers) = 0;
};

// The product with `inputs` rows of the matrix, beginning with row `first`. The matrix must outlive it. Throws
// std::bad_alloc.
std::unique_ptr<WeightProduct> make_product(const Matrix& matrix, size_t first, size_t inputs, WeightUse use);

}  // namespace ds

#endif  // DS_MODEL_WEIGHT_PRODUCT_H_
