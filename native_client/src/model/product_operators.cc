// Operators of the runtime that compute a MatrixProduct.
#include <cstring>
#include <map>

#include "model/matrix_product.h"

namespace ds {
namespace {

constexpr int32_t kFullyConnected = 9;
constexpr int8_t kInt8 = 9;
constexpr int kActivation = 0, kWeightsFormat = 1;  // fields of the options
constexpr uint8_t kNoActivation = 0, kRelu = 1;

litert::Status init(void*, const void*, size_t) { return 0; }
litert::Status destroy(void*) { return 0; }

litert::Status output_layouts(void* product, size_t inputs, const litert::Layout* in, size_t outputs,
                              litert::Layout* out) {
  if (inputs != 1 || outputs != 1 || in[0].rank != 2) return litert::kStatusInvalidArgument;
  out[0] = in[0];
  out[0].dimensions[1] = static_cast<int32_t>(static_cast<MatrixProduct*>(product)->units());
  return 0;
}

litert::Status run(void* user, size_t inputs, const litert::TensorBuffer* in, size_t outputs,
                   litert::TensorBuffer* out) {
  MatrixProduct& product = *static_cast<MatrixProduct*>(user);
  const litert::Library& library = litert::library();
  if (inputs != 1 || outputs != 1) return litert::kStatusInvalidArgument;
  size_t size = 0, room = 0;
  litert::Status status = library.GetTensorBufferPackedSize(in[0], &size);
  if (status == 0) status = library.GetTensorBufferPackedSize(out[0], &room);
  if (status != 0) return status;
  const size_t rows = size / (product.inputs() * sizeof(float));
  if (rows * product.units() * sizeof(float) > room) return litert::kStatusInvalidArgument;
  void* from = nullptr;
  void* to = nullptr;
  status = library.LockTensorBuffer(in[0], &from, litert::kLockRead);
  if (status != 0) return status;
  status = library.LockTensorBuffer(out[0], &to, litert::kLockWrite);
  if (status == 0) {
    try {
      product.run(static_cast<const float*>(from), rows, static_cast<float*>(to));
    } catch (...) {  // memory is not to be had
      status = litert::kStatusInvalidArgument;
    }
    const litert::Status unlocked = library.UnlockTensorBuffer(out[0]);
    if (status == 0) status = unlocked;
  }
  const litert::Status unlocked = library.UnlockTensorBuffer(in[0]);
  return status != 0 ? status : unlocked;
}

bool is_float_matrix(const TfliteTensor& tensor) { return tensor.type == kTfliteFloat32 && tensor.shape.size() == 2; }

// Whether an operator is of the form that exporters of DeepSpeech write.
bool is_usual(const TfliteFile& file, const TfliteOperator& op) {
  if (op.code != kFullyConnected || !op.symmetric_activations || op.outputs.size() != 1) return false;
  const auto& tensors = file.tensors();
  const TfliteTensor& weights = tensors[op.inputs[1]];
  if (weights.type != kInt8 || weights.shape.size() != 2 || weights.data == nullptr || weights.is_sparse) return false;
  if (weights.scales != 1 || !weights.zero_points_are_zero || weights.data_size == 0) return false;
  const TfliteTensor& in = tensors[op.inputs[0]];
  const TfliteTensor& out = tensors[op.outputs[0]];
  if (!is_float_matrix(in) || !is_float_matrix(out)) return false;
  if (in.shape[1] != weights.shape[1] || out.shape[1] != weights.shape[0] || in.shape[0] != out.shape[0]) return false;
  if (op.inputs.size() > 2 && op.inputs[2] >= 0) {
    const TfliteTensor& bias = tensors[op.inputs[2]];
    const size_t size = static_cast<size_t>(weights.shape[0]) * sizeof(float);
    if (bias.type != kTfliteFloat32 || bias.data == nullptr || bias.data_size != size) return false;
  }
  const uint8_t activation = file.option(op, kActivation);
  return (activation == kNoActivation || activation == kRelu) && file.option(op, kWeightsFormat) == 0;
}

}  // namespace

std::vector<std::unique_ptr<MatrixProduct>> use_own_products(TfliteFile& file) {
  std::vector<std::unique_ptr<MatrixProduct>> products;
  std::map<std::vector<int32_t>, std::string> names;  // by weights, bias and activation: cells of the LSTM share theirs
  std::map<size_t, std::string> replaced;
  for (size_t i = 0; i < file.operators().size(); i++) {
    const TfliteOperator& op = file.operators()[i];
    if (!is_usual(file, op)) continue;
    const int32_t bias = op.inputs.size() > 2 ? op.inputs[2] : -1;
    const uint8_t activation = file.option(op, kActivation);
    std::string& name = names[{op.inputs[1], bias, activation}];
    if (name.empty()) {
      name = "ds.Product" + std::to_string(products.size());
      const TfliteTensor& weights = file.tensors()[op.inputs[1]];
      const auto units = static_cast<size_t>(weights.shape[0]);
      std::vector<float> values(bias >= 0 ? units : 0);
      if (bias >= 0) std::memcpy(values.data(), file.tensors()[bias].data, units * sizeof(float));
      products.push_back(std::make_unique<MatrixProduct>(name, reinterpret_cast<const int8_t*>(weights.data), units,
                                                         static_cast<size_t>(weights.shape[1]), weights.scale,
                                                         std::move(values), activation == kRelu));
    }
    replaced[i] = name;
  }
  if (!replaced.empty()) file.replace_operators(replaced);
  return products;
}

litert::Status add_product_operators(const litert::Library& library, litert::Options options,
                                     const std::vector<std::unique_ptr<MatrixProduct>>& products) {
  const litert::CustomOperator functions = {init, output_layouts, run, destroy};
  for (const auto& product : products) {
    const litert::Status status =
        library.AddCustomOpKernelOption(options, product->name().c_str(), 1, &functions, product.get());
    if (status != 0) return status;
  }
  return 0;
}

}  // namespace ds
