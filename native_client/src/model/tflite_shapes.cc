// Shapes of what the operators of a .tflite file compute.
#include <algorithm>
#include <utility>

#include "model/tflite_operators.h"

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
    const flat::Vector new_shape = node.option_vector(0);
    for (size_t i = 0; i < std::min(new_shape.size(), kMaxDimensions + 1); i++) {
      result.push_back(node.bytes.read<int32_t>(new_shape.at(i)));
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

// Rows of a table.
Shape gather(const Node& node) {
  const Shape& table = node.shape(0);
  constexpr int kAxis = 0, kBatchDimensions = 1;
  node.expect(!table.empty() && node.input(1).type == kTfliteInt32);
  node.expect(node.option<int32_t>(kAxis) == 0 && node.option<int32_t>(kBatchDimensions) == 0);
  check_indices(node, table[0]);
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

// Operators that split, select or combine parts of tensors.

Shape insert(const Node& node, const Shape& shape, size_t axis, int32_t size) {
  node.expect(shape.size() < kMaxDimensions);
  Shape result = shape;
  result.insert(result.begin() + static_cast<std::ptrdiff_t>(axis), size);
  return result;
}

Shape concatenate(const Node& node) {
  Shape result = node.shape(0);
  const size_t axis = node.axis(node.option<int32_t>(0), result.size());
  int64_t sum = 0;
  for (size_t i = 0; i < node.op.inputs.size(); i++) {
    Shape shape = node.shape(i);
    node.expect(shape.size() == result.size());
    sum += shape[axis];
    node.expect(sum <= kMaxValues);
    shape[axis] = result[axis];
    node.expect(shape == result && node.input(i).type == node.input(0).type);
  }
  result[axis] = static_cast<int32_t>(sum);
  return result;
}

Shape squeeze(const Node& node) {
  const Shape& shape = node.shape(0);
  const flat::Vector axes = node.option_vector(0);
  std::vector<bool> is_removed(shape.size());
  for (size_t i = 0; i < axes.size(); i++) {
    const size_t axis = node.axis(node.bytes.read<int32_t>(axes.at(i)), shape.size());
    node.expect(shape[axis] == 1);
    is_removed[axis] = true;
  }
  Shape result;
  for (size_t i = 0; i < shape.size(); i++) {
    if (axes.size() == 0 ? shape[i] != 1 : !is_removed[i]) result.push_back(shape[i]);
  }
  return result;
}

Shape strided_slice(const Node& node) {
  const Shape &shape = node.shape(0), begins = node.parameter(1), ends = node.parameter(2), steps = node.parameter(3);
  const auto begin_mask = node.option<uint32_t>(0), end_mask = node.option<uint32_t>(1);
  const auto shrink_mask = node.option<uint32_t>(4);
  node.expect(node.option<uint32_t>(2) == 0 && node.option<uint32_t>(3) == 0 && node.option<uint8_t>(5) == 0);
  node.expect(begins.size() == ends.size() && begins.size() == steps.size() && begins.size() <= shape.size());
  Shape result;
  for (size_t i = 0; i < shape.size(); i++) {
    if (i >= begins.size()) {
      result.push_back(shape[i]);
      continue;
    }
    const uint32_t bit = 1u << i;
    const int64_t size = shape[i];
    const auto from_end = [size](int64_t value) { return value < 0 ? value + size : value; };
    const int64_t begin = (begin_mask & bit) != 0 ? 0 : from_end(begins[i]);
    if ((shrink_mask & bit) != 0) {
      node.expect(begin >= 0 && begin < size && steps[i] == 1);
      continue;
    }
    const int64_t end = (end_mask & bit) != 0 ? size : from_end(ends[i]);
    node.expect(steps[i] > 0 && begin >= 0 && begin <= end && end <= size);
    result.push_back(static_cast<int32_t>((end - begin + steps[i] - 1) / steps[i]));
  }
  return result;
}

Shape slice(const Node& node) {
  const Shape &shape = node.shape(0), begins = node.parameter(1), sizes = node.parameter(2);
  node.expect(begins.size() == shape.size() && sizes.size() == shape.size());
  Shape result;
  for (size_t i = 0; i < shape.size(); i++) {
    node.expect(begins[i] >= 0 && begins[i] <= shape[i]);
    const int32_t size = sizes[i] == -1 ? shape[i] - begins[i] : sizes[i];
    node.expect(size >= 0 && size <= shape[i] - begins[i]);
    result.push_back(size);
  }
  return result;
}

Shape pack(const Node& node) {
  for (size_t i = 1; i < node.op.inputs.size(); i++) {
    node.expect(node.shape(i) == node.shape(0) && node.input(i).type == node.input(0).type);
  }
  const size_t axis = node.axis(node.option<int32_t>(1), node.shape(0).size() + 1);
  return insert(node, node.shape(0), axis, static_cast<int32_t>(node.op.inputs.size()));
}

Shape unpack(const Node& node) {
  Shape result = node.shape(0);
  const size_t axis = node.axis(node.option<int32_t>(1), result.size());
  node.expect(static_cast<size_t>(result[axis]) == node.op.outputs.size());
  result.erase(result.begin() + static_cast<std::ptrdiff_t>(axis));
  return result;
}

Shape expand_dims(const Node& node) {
  return insert(node, node.shape(0), node.axis_parameter(1, node.shape(0).size() + 1), 1);
}

std::vector<Shape> split(const Node& node, size_t data, size_t axis_input, bool by_sizes) {
  Shape shape = node.shape(data);
  const size_t axis = node.axis_parameter(axis_input, shape.size());
  const auto parts = static_cast<int32_t>(node.op.outputs.size());
  Shape sizes;
  if (by_sizes) {
    sizes = node.parameter(1);
  } else {
    node.expect(shape[axis] % parts == 0);
    sizes.assign(parts, shape[axis] / parts);
  }
  node.expect(sizes.size() == node.op.outputs.size());
  int64_t rest = shape[axis];
  std::vector<Shape> results;
  for (const int32_t size : sizes) {
    node.expect(size >= 0 && size <= rest);
    rest -= size;
    shape[axis] = size;
    results.push_back(shape);
  }
  node.expect(rest == 0);
  return results;
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
std::vector<Shape> shapes_concatenate(const Node& node) { return {concatenate(node)}; }
std::vector<Shape> shapes_squeeze(const Node& node) { return {squeeze(node)}; }
std::vector<Shape> shapes_strided_slice(const Node& node) { return {strided_slice(node)}; }
std::vector<Shape> shapes_slice(const Node& node) { return {slice(node)}; }
std::vector<Shape> shapes_expand_dims(const Node& node) { return {expand_dims(node)}; }
std::vector<Shape> shapes_pack(const Node& node) { return {pack(node)}; }
std::vector<Shape> shapes_split(const Node& node) { return split(node, 1, 0, false); }
std::vector<Shape> shapes_split_v(const Node& node) { return split(node, 0, 2, true); }
std::vector<Shape> shapes_unpack(const Node& node) { return std::vector<Shape>(node.op.outputs.size(), unpack(node)); }

}  // namespace ds
