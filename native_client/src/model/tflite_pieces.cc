// Shapes of what operators make that cut tensors into pieces, or put pieces together.
#include <utility>

#include "model/tflite_node.h"

namespace ds {
namespace {

Shape insert(const Node& node, const Shape& shape, size_t axis, int32_t size) {
  node.expect(shape.size() < kMaxDimensions);
  Shape result = shape;
  result.insert(result.begin() + static_cast<std::ptrdiff_t>(axis), size);
  return result;
}

}  // namespace

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
    const auto place = [size](int64_t value) { return value < 0 ? value + size : value; };
    const int64_t begin = (begin_mask & bit) != 0 ? 0 : place(begins[i]);
    if ((shrink_mask & bit) != 0) {
      node.expect(begin >= 0 && begin < size && steps[i] == 1);
      continue;
    }
    const int64_t end = (end_mask & bit) != 0 ? size : place(ends[i]);
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

}  // namespace ds
