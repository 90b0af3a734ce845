#include "model/litert_operator.h"

namespace ds {
namespace litert {

Status run_operator(Compute compute, void* user, size_t inputs, const TensorBuffer* in, size_t outputs,
                    TensorBuffer* out) {
  const Library& library = litert::library();
  if (inputs != 1 || outputs != 1) return kStatusInvalidArgument;
  size_t in_bytes = 0, out_bytes = 0;
  Status status = library.GetTensorBufferPackedSize(in[0], &in_bytes);
  if (status == 0) status = library.GetTensorBufferPackedSize(out[0], &out_bytes);
  if (status != 0) return status;
  void* from = nullptr;
  void* to = nullptr;
  status = library.LockTensorBuffer(in[0], &from, kLockRead);
  if (status != 0) return status;
  status = library.LockTensorBuffer(out[0], &to, kLockWrite);
  if (status == 0) {
    try {
      const bool fits = compute(user, static_cast<const float*>(from), in_bytes / sizeof(float),
                                static_cast<float*>(to), out_bytes / sizeof(float));
      if (!fits) status = kStatusInvalidArgument;
    } catch (...) {  // out of memory
      status = kStatusInvalidArgument;
    }
    const Status unlocked = library.UnlockTensorBuffer(out[0]);
    if (status == 0) status = unlocked;
  }
  const Status unlocked = library.UnlockTensorBuffer(in[0]);
  return status != 0 ? status : unlocked;
}

}  // namespace litert
}  // namespace ds
