// Checks of the graph in a .tflite file that go beyond the container: what operators are given and give.
#include <map>
#include <string>

#include "deepspeech.h"
#include "model/model_error.h"
#include "model/tflite_file.h"
#include "model/tflite_node.h"
#include "model/tflite_options.h"

namespace ds {
namespace {

constexpr int32_t kSplit = 49, kPack = 83, kUnpack = 88, kSplitV = 102;
constexpr size_t kAny = 1 << 20;
constexpr int8_t kInt8 = 9;

struct Arity {
  size_t min_inputs;
  size_t max_inputs;
  size_t outputs;
};

// Inputs and outputs of the operators that have not just one of each. kAny: as the options say.
const std::map<int32_t, Arity> kArities = {
    {0, {2, 2, 1}},       // ADD
    {2, {1, kAny, 1}},    // CONCATENATION
    {9, {2, 3, 1}},       // FULLY_CONNECTED
    {18, {2, 2, 1}},      // MUL
    {22, {1, 2, 1}},      // RESHAPE
    {32, {1, 2, 1}},      // AudioSpectrogram, Mfcc
    {39, {2, 2, 1}},      // TRANSPOSE
    {40, {2, 2, 1}},      // MEAN
    {41, {2, 2, 1}},      // SUB
    {42, {2, 2, 1}},      // DIV
    {45, {4, 4, 1}},      // STRIDED_SLICE
    {49, {2, 2, kAny}},   // SPLIT
    {55, {2, 2, 1}},      // MAXIMUM
    {57, {2, 2, 1}},      // MINIMUM
    {65, {3, 3, 1}},      // SLICE
    {70, {2, 2, 1}},      // EXPAND_DIMS
    {83, {1, kAny, 1}},   // PACK
    {88, {1, 1, kAny}},   // UNPACK
    {99, {2, 2, 1}},      // SQUARED_DIFFERENCE
    {102, {3, 3, kAny}},  // SPLIT_V
    {126, {2, 2, 1}},     // BATCH_MATMUL
};

[[noreturn]] void fail(const std::string& reason) {
  throw ModelError(DS_ERR_FAIL_INTERPRETER, "The model file is damaged: " + reason);
}

void check_counts(const TfliteOperator& op, size_t number) {
  const auto found = kArities.find(op.code);
  const Arity arity = found == kArities.end() ? Arity{1, 1, 1} : found->second;
  const bool outputs_fit = arity.outputs == kAny ? !op.outputs.empty() : op.outputs.size() == arity.outputs;
  bool fits = op.inputs.size() >= arity.min_inputs && op.inputs.size() <= arity.max_inputs && outputs_fit;
  if (op.code == kSplit || op.code == kSplitV || op.code == kUnpack) {
    fits = fits && op.count >= 0 && op.outputs.size() == static_cast<size_t>(op.count);
  }
  if (op.code == kPack) fits = fits && op.count >= 0 && op.inputs.size() == static_cast<size_t>(op.count);
  if (!fits) fail("operator " + std::to_string(number) + " has a wrong number of inputs or outputs");
}

// The runtime makes room for what is computed by the shapes in the file.
void check_sizes(const std::vector<TfliteTensor>& tensors) {
  int64_t total = 0;
  for (const TfliteTensor& tensor : tensors) {
    if (tensor.data != nullptr) continue;
    int64_t count = 1;
    for (const int32_t dimension : tensor.shape) {
      count *= dimension;
      if (count > kMostValues) break;
    }
    total += count;
    if (total > kMostValues) fail("the shapes of its tensors are too large");
  }
}

void check_tensor(const TfliteTensor& tensor) {
  if (tensor.is_variable || tensor.is_sparse) fail("tensor " + tensor.name + " is variable or sparse");
  if (tensor.data == nullptr || tensor.type != kInt8) return;
  // The weights of a dynamic-range model.
  const bool whole = tensor.scales == 1;
  const bool by_axis = tensor.quantized_axis >= 0 &&
                       static_cast<size_t>(tensor.quantized_axis) < tensor.shape.size() &&
                       tensor.scales == static_cast<size_t>(tensor.shape[tensor.quantized_axis]);
  if ((!whole && !by_axis) || tensor.zero_points != tensor.scales || !tensor.zero_points_are_zero) {
    fail("constant " + tensor.name + " has quantisation that does not fit its shape");
  }
}

}  // namespace

std::string shape_text(const std::vector<int32_t>& shape) {
  std::string text = "[";
  for (const int32_t dimension : shape) {
    if (text.size() > 1) text += ", ";
    text += std::to_string(dimension);
  }
  return text + "]";
}

void check_graph(const std::vector<TfliteTensor>& tensors, const std::vector<TfliteOperator>& operators,
                 const std::vector<int32_t>& inputs) {
  check_sizes(tensors);
  std::vector<bool> known(tensors.size(), false);
  for (size_t i = 0; i < tensors.size(); i++) {
    check_tensor(tensors[i]);
    known[i] = tensors[i].data != nullptr;
  }
  for (const int32_t input : inputs) {
    if (known[input]) fail("the input " + tensors[input].name + " is a constant, or there twice");
    known[input] = true;
  }
  for (size_t i = 0; i < operators.size(); i++) {
    check_counts(operators[i], i);
    check_parameters(tensors, operators[i]);
    for (const int32_t input : operators[i].inputs) {
      if (input >= 0 && !known[input]) fail("operator " + std::to_string(i) + " uses what is not made yet");
    }
    for (const int32_t output : operators[i].outputs) {
      if (known[output]) fail("the tensor " + tensors[output].name + " is made twice");
      known[output] = true;
    }
  }
}

}  // namespace ds
