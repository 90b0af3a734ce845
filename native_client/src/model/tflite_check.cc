// Checks of the operators and shapes in a .tflite file that come before the runtime.
#include <string>
#include <vector>

#include "model/tflite_operators.h"

namespace ds {
namespace {

constexpr int8_t kInt8 = 9;
constexpr size_t kMaxParameterBytes = 64;  // twice as many dimensions as a tensor may have

void check_parameters(const std::vector<TfliteTensor>& tensors, const TfliteOperator& op) {
  const Parameters parameters = kind_of(op).parameters;
  for (size_t i = parameters.first; i < parameters.end && i < op.inputs.size(); i++) {
    const int32_t input = op.inputs[i];
    const bool fits = input >= 0 && tensors[input].data != nullptr && tensors[input].type == kTfliteInt32 &&
                      tensors[input].data_size <= kMaxParameterBytes;
    if (!fits) fail_operator(op, "has a parameter that is not a constant");
  }
}

void check_counts(const TfliteOperator& op, size_t number) {
  const OperatorKind& kind = kind_of(op);
  const bool outputs_fit = kind.outputs == kAnyNumber ? !op.outputs.empty() : op.outputs.size() == kind.outputs;
  bool fits = op.inputs.size() >= kind.min_inputs && op.inputs.size() <= kind.max_inputs && outputs_fit;
  if (kind.counted != Counted::kNothing) {
    const size_t there = kind.counted == Counted::kInputs ? op.inputs.size() : op.outputs.size();
    fits = fits && op.count >= 0 && there == static_cast<size_t>(op.count);
  }
  if (!fits) fail_damaged("operator " + std::to_string(number) + " has a wrong number of inputs or outputs");
}

// The runtime allocates memory for results according to the shapes in the file.
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
    if (total > kMaxValues) fail_damaged("the shapes of its tensors are too large");
  }
}

void check_tensor(const TfliteTensor& tensor) {
  if (tensor.is_variable || tensor.is_sparse) fail_damaged("tensor " + tensor.name + " is variable or sparse");
  if (tensor.data == nullptr || tensor.type != kInt8) return;
  // The weights of a dynamic-range model.
  const bool whole = tensor.scales == 1;
  const bool by_axis = tensor.quantized_axis >= 0 && static_cast<size_t>(tensor.quantized_axis) < tensor.shape.size() &&
                       tensor.scales == static_cast<size_t>(tensor.shape[tensor.quantized_axis]);
  if ((!whole && !by_axis) || tensor.zero_points != tensor.scales || !tensor.zero_points_are_zero) {
    fail_damaged("constant " + tensor.name + " has a quantization that does not fit its shape");
  }
}

[[noreturn]] void fail_result(const TfliteTensor& tensor, const std::string& expected, const std::string& received) {
  fail_damaged("tensor " + tensor.name + " must have the " + expected +
               ", according to its operator. Received: " + received);
}

std::string type_text(int8_t type) {
  if (type == kTfliteFloat32) return "float32";
  return type == kTfliteInt32 ? "int32" : "number " + std::to_string(type);
}

// Compares a computed shape and type with those in the file.
void check_result(const Node& node, const Shape& shape, TfliteTensor* output) {
  count(node, shape);
  const int8_t type = kind_of(node.op).type(node);
  if (output->type != type) fail_result(*output, "type " + type_text(type), type_text(output->type));
  if (output->shape.empty()) output->shape = shape;
  if (output->shape != shape) fail_result(*output, "shape " + shape_text(shape), shape_text(output->shape));
}

}  // namespace

void check_indices(const Node& node, int32_t rows) {
  if (node.input(1).data == nullptr) return;
  for (const int32_t index : node.parameter(1)) {
    if (index >= 0 && index < rows) continue;
    fail_operator(node.op, "has an index outside its table of " + std::to_string(rows) +
                               " rows. Received: " + std::to_string(index));
  }
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
    if (known[input]) fail_damaged("the input " + tensors[input].name + " is a constant or occurs twice");
    known[input] = true;
  }
  for (size_t i = 0; i < operators.size(); i++) {
    check_counts(operators[i], i);
    check_parameters(tensors, operators[i]);
    for (const int32_t input : operators[i].inputs) {
      if (input >= 0 && !known[input])
        fail_damaged("operator " + std::to_string(i) + " uses a tensor that is not computed yet");
    }
    for (const int32_t output : operators[i].outputs) {
      if (known[output]) fail_damaged("the tensor " + tensors[output].name + " is computed twice");
      known[output] = true;
    }
  }
}

void check_shapes(const flat::Bytes& bytes, const std::vector<TfliteOperator>& operators,
                  std::vector<TfliteTensor>* tensors) {
  for (const TfliteOperator& op : operators) {
    const Node node{bytes, op, *tensors};
    const std::vector<Shape> results = kind_of(node.op).shapes(node);
    node.expect(results.size() == op.outputs.size());
    for (size_t i = 0; i < results.size(); i++) {
      check_result(node, results[i], &(*tensors)[op.outputs[i]]);
    }
  }
}

}  // namespace ds
