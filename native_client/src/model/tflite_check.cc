// Checks of the graph in a .tflite file that go beyond the container: what operators are given and give.
#include <string>

#include "deepspeech.h"
#include "model/model_error.h"
#include "model/tflite_file.h"
#include "model/tflite_kinds.h"
#include "model/tflite_node.h"
#include "model/tflite_options.h"

namespace ds {
namespace {

constexpr int8_t kInt8 = 9;

[[noreturn]] void fail(const std::string& reason) {
  throw ModelError(DS_ERR_FAIL_INTERPRETER, "The model file is damaged: " + reason);
}

void check_counts(const TfliteOperator& op, size_t number) {
  const OperatorKind& kind = kind_of(op);
  const bool outputs_fit = kind.outputs == kAnyNumber ? !op.outputs.empty() : op.outputs.size() == kind.outputs;
  bool fits = op.inputs.size() >= kind.min_inputs && op.inputs.size() <= kind.max_inputs && outputs_fit;
  if (kind.counted != Counted::kNothing) {
    const size_t there = kind.counted == Counted::kInputs ? op.inputs.size() : op.outputs.size();
    fits = fits && op.count >= 0 && there == static_cast<size_t>(op.count);
  }
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
      if (count > kMaxValues) break;
    }
    total += count;
    if (total > kMaxValues) fail("the shapes of its tensors are too large");
  }
}

void check_tensor(const TfliteTensor& tensor) {
  if (tensor.is_variable || tensor.is_sparse) fail("tensor " + tensor.name + " is variable or sparse");
  if (tensor.data == nullptr || tensor.type != kInt8) return;
  // The weights of a dynamic-range model.
  const bool whole = tensor.scales == 1;
  const bool by_axis = tensor.quantized_axis >= 0 && static_cast<size_t>(tensor.quantized_axis) < tensor.shape.size() &&
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
