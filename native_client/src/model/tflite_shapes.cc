#include "model/tflite_shapes.h"

#include <algorithm>
#include <string>
#include <utility>

#include "model/tflite_kinds.h"

namespace ds {

int64_t count(const Node& node, const Shape& shape) {
  int64_t product = 1;
  for (const int32_t dimension : shape) {
    node.expect(dimension >= 0);
    product *= dimension;
    node.expect(product <= kMaxValues);
  }
  return product;
}

namespace {

Shape broadcast(const Node& node) {
  const Shape &a = node.shape(0), &b = node.shape(1);
  Shape result(std::max(a.size(), b.size()));
  for (size_t i = 0; i < result.size(); i++) {  // from the last dimension
    const int32_t left = i < a.size() ? a[a.size() - 1 - i] : 1;
    const int32_t right = i < b.size() ? b[b.size() - 1 - i] : 1;
    node.expect(left == right || left == 1 || right == 1);
    result[result.size() - 1 - i] = left == 1 ? right : left;
  }
  return result;
}

Shape fully_connected(const Node& node) {
  Shape result = node.shape(0);
  const Shape& weights = node.shape(1);
  node.expect(weights.size() == 2 && weights[0] > 0 && weights[1] > 0 && !result.empty());
  const bool has_bias = node.op.inputs.size() > 2 && node.op.inputs[2] >= 0;
  node.expect(!has_bias || node.shape(2) == Shape{weights[0]});
  constexpr int kKeepDimensions = 2;
  if (node.option<uint8_t>(kKeepDimensions) != 0) {
    node.expect(result.back() == weights[1]);
    result.back() = weights[0];
    return result;
  }
  const int64_t values = count(node, result);
  node.expect(values % weights[1] == 0);
  return {static_cast<int32_t>(values / weights[1]), weights[0]};
}

Shape reshape(const Node& node) {
  Shape result;
  if (node.op.inputs.size() > 1 && node.shape(1).size() == 1) {
    result = node.parameter(1);
  } else {
    const flat::Vector wanted = node.option_vector(0);
    for (size_t i = 0; i < std::min(wanted.size(), kMaxDimensions + 1); i++) {
      result.push_back(node.bytes.read<int32_t>(wanted.at(i)));
    }
  }
  node.expect(result.size() <= kMaxDimensions);
  const int64_t values = count(node, node.shape(0));
  const auto open = std::find(result.begin(), result.end(), -1);
  if (open != result.end()) {
    *open = 1;
    const int64_t rest = count(node, result);
    node.expect(rest > 0 && values % rest == 0);
    *open = static_cast<int32_t>(values / rest);
  }
  node.expect(count(node, result) == values);
  return result;
}

Shape transpose(const Node& node) {
  const Shape &shape = node.shape(0), order = node.parameter(1);
  node.expect(order.size() == shape.size());
  Shape result, seen(shape.size());
  for (const int32_t value : order) {
    const size_t axis = node.axis(value, shape.size());
    node.expect(seen[axis]++ == 0);
    result.push_back(shape[axis]);
  }
  return result;
}

// Rows of a table: the runtime checks that the indices lie inside.
Shape gather(const Node& node) {
  const Shape& table = node.shape(0);
  constexpr int kAxis = 0, kBatchDimensions = 1;
  node.expect(!table.empty() && node.input(1).type == kTfliteInt32);
  node.expect(node.option<int32_t>(kAxis) == 0 && node.option<int32_t>(kBatchDimensions) == 0);
  Shape result = node.shape(1);
  result.insert(result.end(), table.begin() + 1, table.end());
  node.expect(result.size() <= kMaxDimensions);
  return result;
}

Shape mean(const Node& node) {
  const Shape& shape = node.shape(0);
  const bool keeps = node.option<uint8_t>(0) != 0;
  std::vector<bool> is_reduced(shape.size());
  for (const int32_t value : node.parameter(1)) is_reduced[node.axis(value, shape.size())] = true;
  Shape result;
  for (size_t i = 0; i < shape.size(); i++) {
    if (!is_reduced[i]) result.push_back(shape[i]);
    if (is_reduced[i] && keeps) result.push_back(1);
  }
  return result;
}

Shape batch_matmul(const Node& node) {
  Shape result = node.shape(0);
  const Shape& b = node.shape(1);
  const size_t rank = result.size();
  node.expect(rank >= 2 && b.size() == rank);
  const bool swap_a = node.option<uint8_t>(0) != 0, swap_b = node.option<uint8_t>(1) != 0;
  for (size_t i = 0; i + 2 < rank; i++) node.expect(result[i] == b[i]);
  if (swap_a) std::swap(result[rank - 1], result[rank - 2]);
  node.expect(result[rank - 1] == (swap_b ? b[rank - 1] : b[rank - 2]));
  result[rank - 1] = swap_b ? b[rank - 2] : b[rank - 1];
  return result;
}

Shape spectrogram(const Node& node) {
  const Shape& samples = node.shape(0);
  const auto window = static_cast<int64_t>(node.op.custom_options.at("window_size"));
  const auto stride = static_cast<int64_t>(node.op.custom_options.at("stride"));
  node.expect(samples.size() == 2 && samples[0] >= window);
  int64_t transform = 1;
  while (transform < window) transform *= 2;
  return {samples[1], static_cast<int32_t>(1 + (samples[0] - window) / stride),
          static_cast<int32_t>(transform / 2 + 1)};
}

Shape mfcc(const Node& node) {
  Shape result = node.shape(0);
  const auto& options = node.op.custom_options;
  node.expect(result.size() == 3 && options.at("dct_coefficient_count") <= options.at("filterbank_channel_count"));
  node.expect(node.parameter(1).size() == 1 && node.parameter(1)[0] > 0);
  node.expect(options.at("lower_frequency_limit") < options.at("upper_frequency_limit"));
  node.expect(2 * options.at("upper_frequency_limit") <= node.parameter(1)[0]);
  result[2] = static_cast<int32_t>(options.at("dct_coefficient_count"));
  return result;
}

bool is_number(int8_t type) { return type == kTfliteFloat32 || type == kTfliteInt32; }

[[noreturn]] void fail_result(const TfliteTensor& tensor, const std::string& wanted, const std::string& received) {
  throw ModelError(DS_ERR_FAIL_INTERPRETER, "The model file is damaged: tensor " + tensor.name + " must have the " +
                                                wanted + ", as its operator makes it. Received: " + received);
}

std::string type_text(int8_t type) {
  if (type == kTfliteFloat32) return "float32";
  return type == kTfliteInt32 ? "int32" : "number " + std::to_string(type);
}

// What follows from the operands is compared with what the file says.
void check_result(const Node& node, const Shape& shape, TfliteTensor* output) {
  count(node, shape);
  const int8_t type = kind_of(node.op).type(node);
  if (output->type != type) fail_result(*output, "type " + type_text(type), type_text(output->type));
  if (output->shape.empty()) output->shape = shape;
  if (output->shape != shape) fail_result(*output, "shape " + shape_text(shape), shape_text(output->shape));
}

}  // namespace

std::vector<Shape> shapes_elementwise(const Node& node) { return {node.shape(0)}; }
std::vector<Shape> shapes_broadcast(const Node& node) { return {broadcast(node)}; }
std::vector<Shape> shapes_fully_connected(const Node& node) { return {fully_connected(node)}; }
std::vector<Shape> shapes_reshape(const Node& node) { return {reshape(node)}; }
std::vector<Shape> shapes_transpose(const Node& node) { return {transpose(node)}; }
std::vector<Shape> shapes_gather(const Node& node) { return {gather(node)}; }
std::vector<Shape> shapes_mean(const Node& node) { return {mean(node)}; }
std::vector<Shape> shapes_batch_matmul(const Node& node) { return {batch_matmul(node)}; }
std::vector<Shape> shapes_spectrogram(const Node& node) { return {spectrogram(node)}; }
std::vector<Shape> shapes_mfcc(const Node& node) { return {mfcc(node)}; }

int8_t type_float(const Node& node) {
  node.expect(node.input(0).type == kTfliteFloat32);
  return kTfliteFloat32;
}

int8_t type_moved(const Node& node) { return node.input(0).type; }

int8_t type_number(const Node& node) {
  node.expect(is_number(node.input(0).type));
  return node.input(0).type;
}

int8_t type_split(const Node& node) {
  node.expect(is_number(node.input(1).type));
  return node.input(1).type;
}

int8_t type_arithmetic(const Node& node) {
  node.expect(is_number(node.input(0).type) && node.input(1).type == node.input(0).type);
  return node.input(0).type;
}

int8_t type_cast(const Node& node) {
  node.expect(is_number(node.input(0).type));
  return node.input(0).type == kTfliteInt32 ? kTfliteFloat32 : kTfliteInt32;
}

int8_t type_dequantized(const Node&) { return kTfliteFloat32; }

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
