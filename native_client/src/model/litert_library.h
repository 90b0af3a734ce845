// The LiteRT runtime, loaded at run time, and the part of its C interface that this client uses. It is declared here
// because the package contains no headers.
#ifndef DS_MODEL_LITERT_LIBRARY_H_
#define DS_MODEL_LITERT_LIBRARY_H_

#include <cstddef>
#include <cstdint>

namespace ds {
namespace litert {

using Status = int;  // 0 is success

// Handles are pointers to opaque types.
using Environment = struct EnvironmentOpaque*;
using Model = struct ModelOpaque*;
using Options = struct OptionsOpaque*;
using OpaqueOptions = struct OpaqueOptionsOpaque*;
using CompiledModel = struct CompiledModelOpaque*;
using TensorBuffer = struct TensorBufferOpaque*;

constexpr int kAcceleratorCpu = 1;
constexpr int kElementFloat32 = 1;
constexpr int kElementInt32 = 2;
constexpr int kMaxRank = 8;
constexpr size_t kHostMemoryAlignment = 64;

// Numbers of environment options.
constexpr int kOptionAutoRegisterAccelerators = 24;
constexpr int kOptionMinLoggerSeverity = 25;
constexpr int kSeverityError = 3;

constexpr int kAnyInt = 2;

// A tagged value; only integers are used here.
struct Any {
  int type;
  int64_t integer;
};

struct EnvironmentOption {
  int tag;
  Any value;
};
static_assert(sizeof(EnvironmentOption) == 24, "layout of the runtime's interface");

// The bit fields share four bytes, in LiteRT's library for Windows, too. There they must have one type.
struct Layout {
  unsigned int rank : 7;
  unsigned int has_strides : 1;
  int32_t dimensions[kMaxRank];
  uint32_t strides[kMaxRank];
};

struct RankedTensorType {
  int element_type;
  Layout layout;
};
static_assert(sizeof(RankedTensorType) == 72, "layout of the runtime's interface");

constexpr Status kStatusInvalidArgument = 1;
constexpr int kLockRead = 0;
constexpr int kLockWrite = 1;

// Functions of a custom operator. Their first argument is the pointer that was registered with it.
struct CustomOperator {
  Status (*init)(void*, const void* options, size_t options_size);
  Status (*output_layouts)(void*, size_t inputs, const Layout* in, size_t outputs, Layout* out);
  Status (*run)(void*, size_t inputs, const TensorBuffer* in, size_t outputs, TensorBuffer* out);
  Status (*destroy)(void*);
};

// The functions; their names lack the prefix LiteRt.
struct Library {
  Status (*CreateEnvironment)(int count, const EnvironmentOption* options, Environment* result);
  void (*DestroyEnvironment)(Environment);
  Status (*CreateModelFromBuffer)(Environment, const void* data, size_t size, Model* result);
  void (*DestroyModel)(Model);
  Status (*CreateOptions)(Options* result);
  void (*DestroyOptions)(Options);
  Status (*SetOptionsHardwareAccelerators)(Options, int accelerators);
  Status (*CreateOpaqueOptions)(const char* identifier, void* payload, void (*destroy)(void*), OpaqueOptions* result);
  Status (*AddOpaqueOptions)(Options, OpaqueOptions);
  Status (*AddCustomOpKernelOption)(Options, const char* name, int version, const CustomOperator*, void*);
  Status (*CreateCompiledModel)(Environment, Model, Options, CompiledModel* result);
  void (*DestroyCompiledModel)(CompiledModel);
  Status (*CreateTensorBufferFromHostMemory)(const RankedTensorType* type, void* memory, size_t size,
                                             void (*deallocate)(void*), TensorBuffer* result);
  void (*DestroyTensorBuffer)(TensorBuffer);
  Status (*GetTensorBufferPackedSize)(TensorBuffer, size_t* bytes);
  Status (*LockTensorBuffer)(TensorBuffer, void** memory, int mode);
  Status (*UnlockTensorBuffer)(TensorBuffer);
  Status (*RunCompiledModel)(CompiledModel, size_t signature, size_t input_count, TensorBuffer* inputs,
                             size_t output_count, TensorBuffer* outputs);
};

// Loads the runtime on the first call. Throws ModelError (DS_ERR_FAIL_INTERPRETER) with the reason and a remedy if it
// is missing or too old.
const Library& library();

}  // namespace litert
}  // namespace ds

#endif  // DS_MODEL_LITERT_LIBRARY_H_
