#include "model/litert_program.h"

#include <cstdlib>
#include <cstring>
#include <new>
#include <string>

#include "deepspeech.h"
#include "model/activations.h"
#include "model/model_error.h"
#include "platform/shared_library.h"

namespace ds {
namespace {

void check(litert::Status status, const char* action) {
  if (status == 0) return;
  throw ModelError(DS_ERR_FAIL_INTERPRETER,
                   std::string("LiteRT could not ") + action + " (status " + std::to_string(status) + ").");
}

// With the weight cache, XNNPACK keeps only its packed copy of the weights, not the original as well (73 MB instead of
// 343 MB at n_hidden 2048).
std::string xnnpack_options() {
  const std::string cache = platform::litert_weight_cache();
  return cache.empty() ? "" : "weight_cache_file_path = \"" + cache + "\"\n";
}

std::string cpu_options(Kernels kernels, unsigned threads) {
  const std::string rest = kernels == Kernels::kXnnpack ? xnnpack_options() : "kernel_mode = \"builtin\"\n";
  return "num_threads = " + std::to_string(threads) + "\n" + rest;
}

constexpr std::align_val_t kAlignment{litert::kHostMemoryAlignment};

}  // namespace

void LitertProgram::Free::operator()(float* memory) const { ::operator delete(memory, kAlignment); }

LitertProgram::LitertProgram(std::unique_ptr<TfliteFile> file, const std::vector<TensorType>& inputs,
                             const std::vector<TensorType>& outputs, Kernels kernels,
                             std::vector<std::unique_ptr<MatrixProduct>> products)
    : library_(litert::library()), kernels_(kernels), products_(std::move(products)), file_(std::move(file)) {
  try {
    read_model();
    compiled_ = compile(1);  // a second thread is not reliably faster for one stream
    for (const TensorType& type : inputs) inputs_.push_back(make_tensor(type));
    for (const TensorType& type : outputs) outputs_.push_back(make_tensor(type));
  } catch (...) {
    destroy();
    throw;
  }
}

LitertProgram::~LitertProgram() { destroy(); }

void LitertProgram::destroy() {
  for (const Tensor& tensor : inputs_) library_.DestroyTensorBuffer(tensor.handle);
  for (const Tensor& tensor : outputs_) library_.DestroyTensorBuffer(tensor.handle);
  if (compiled_ != nullptr) library_.DestroyCompiledModel(compiled_);
  if (model_ != nullptr) library_.DestroyModel(model_);
  if (environment_ != nullptr) library_.DestroyEnvironment(environment_);
}

void LitertProgram::read_model() {
  // Without these options, the runtime looks for graphics processors and prints messages.
  const litert::EnvironmentOption options[] = {
      {litert::kOptionMinLoggerSeverity, {litert::kAnyInt, litert::kSeverityError}},
      {litert::kOptionAutoRegisterAccelerators, {litert::kAnyInt, litert::kAcceleratorCpu}},
  };
  check(library_.CreateEnvironment(2, options, &environment_), "start");
  check(library_.CreateModelFromBuffer(environment_, file_->data(), file_->file_size(), &model_), "read the model");
}

litert::CompiledModel LitertProgram::compile(unsigned threads) const {
  litert::Options compilation = nullptr;
  check(library_.CreateOptions(&compilation), "make options");
  litert::Status status = library_.SetOptionsHardwareAccelerators(compilation, litert::kAcceleratorCpu);
  if (status == 0) {
    char* text = strdup(cpu_options(kernels_, threads).c_str());
    litert::OpaqueOptions cpu = nullptr;
    status = library_.CreateOpaqueOptions("xnnpack", text, std::free, &cpu);
    if (status != 0) std::free(text);
    if (status == 0) status = library_.AddOpaqueOptions(compilation, cpu);
  }
  if (status == 0 && kernels_ == Kernels::kBuiltin) status = add_activation_operators(library_, compilation);
  if (status == 0) status = add_product_operators(library_, compilation, products_);
  litert::CompiledModel compiled = nullptr;
  if (status == 0) status = library_.CreateCompiledModel(environment_, model_, compilation, &compiled);
  library_.DestroyOptions(compilation);
  check(status, "prepare the model");
  return compiled;
}

void LitertProgram::set_threads(unsigned threads) {
  const litert::CompiledModel compiled = compile(threads);
  library_.DestroyCompiledModel(compiled_);
  compiled_ = compiled;
}

LitertProgram::Tensor LitertProgram::make_tensor(const TensorType& tensor_type) {
  const std::vector<int32_t>& shape = tensor_type.shape;
  litert::RankedTensorType type;
  std::memset(&type, 0, sizeof(type));
  type.element_type = tensor_type.is_integer ? litert::kElementInt32 : litert::kElementFloat32;
  type.layout.rank = static_cast<unsigned int>(shape.size());
  size_t count = 1;
  for (size_t axis = 0; axis < shape.size(); axis++) {
    type.layout.dimensions[axis] = shape[axis];
    count *= static_cast<size_t>(shape[axis]);
  }
  // Kernels may read some bytes past the end of a tensor without using them.
  const size_t bytes = count * sizeof(float);
  const size_t allocated = (bytes / litert::kHostMemoryAlignment + 2) * litert::kHostMemoryAlignment;
  Tensor tensor;
  tensor.memory.reset(static_cast<float*>(::operator new(allocated, kAlignment)));
  std::memset(tensor.memory.get(), 0, allocated);
  check(library_.CreateTensorBufferFromHostMemory(&type, tensor.memory.get(), bytes, nullptr, &tensor.handle),
        "create a tensor");
  return tensor;
}

void LitertProgram::run() {
  std::vector<litert::TensorBuffer> inputs, outputs;
  for (const Tensor& tensor : inputs_) inputs.push_back(tensor.handle);
  for (const Tensor& tensor : outputs_) outputs.push_back(tensor.handle);
  const litert::Status status =
      library_.RunCompiledModel(compiled_, 0, inputs.size(), inputs.data(), outputs.size(), outputs.data());
  if (status != 0) {
    throw ModelError(DS_ERR_FAIL_RUN_SESS, "LiteRT could not run the model (status " + std::to_string(status) + ").");
  }
}

}  // namespace ds
