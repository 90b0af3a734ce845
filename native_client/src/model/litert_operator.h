// Custom operators of the runtime that compute one float32 tensor from another.
#ifndef DS_MODEL_LITERT_OPERATOR_H_
#define DS_MODEL_LITERT_OPERATOR_H_

#include <cstddef>

#include "model/litert_library.h"

namespace ds {
namespace litert {

// Computes `out_size` values from `in_size` values. Returns false if the sizes do not fit each other.
using Compute = bool (*)(void* user, const float* in, size_t in_size, float* out, size_t out_size);

// Checks the numbers of tensors, locks both buffers and runs `compute`. Throws nothing.
Status run_operator(Compute compute, void* user, size_t inputs, const TensorBuffer* in, size_t outputs,
                    TensorBuffer* out);

// The functions of an operator without options; `output_layouts` as in CustomOperator.
template <Compute compute>
CustomOperator make_operator(Status (*output_layouts)(void*, size_t, const Layout*, size_t, Layout*)) {
  return {[](void*, const void*, size_t) -> Status { return 0; }, output_layouts,
          [](void* user, size_t inputs, const TensorBuffer* in, size_t outputs, TensorBuffer* out) {
            return run_operator(compute, user, inputs, in, outputs, out);
          },
          [](void*) -> Status { return 0; }};
}

}  // namespace litert
}  // namespace ds

#endif  // DS_MODEL_LITERT_OPERATOR_H_
