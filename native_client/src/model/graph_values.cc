#include "model/graph_values.h"

namespace ds {
namespace {

using proto::Field;
using proto::FormatError;
using proto::Reader;
using proto::View;

// Numbers of the fields in TensorFlow's messages.
constexpr uint32_t kShapeDimension = 2, kShapeUnknownRank = 3, kDimensionSize = 1;
constexpr uint32_t kTensorType = 1, kTensorShape = 2, kTensorContent = 4, kTensorReals = 5, kTensorIntegers = 7,
                   kTensorTexts = 8;

constexpr size_t kMaxDimensions = 8;
constexpr size_t kMaxListed = 1 << 20;
constexpr size_t kMaxElements = size_t{1} << 32;

// A field of a repeated number: a single value or packed values.
template <typename Read>
void read_list(const Field& field, Read read) {
  if (field.type != proto::kLengthDelimited) {
    read(field, nullptr);
    return;
  }
  for (Reader packed(field.bytes); !packed.at_end();) read(field, &packed);
}

void read_reals(const Field& field, std::vector<float>* reals) {
  read_list(field, [reals](const Field& one, Reader* packed) {
    if (reals->size() == kMaxListed) throw FormatError("a constant with too many listed values");
    Field number = one;
    if (packed != nullptr) {
      number.type = proto::kFixed32;
      number.integer = packed->fixed(4);
    }
    reals->push_back(number.real());
  });
}

void read_integers(const Field& field, std::vector<int32_t>* integers) {
  read_list(field, [integers](const Field& one, Reader* packed) {
    if (integers->size() == kMaxListed) throw FormatError("a constant with too many listed values");
    integers->push_back(static_cast<int32_t>(packed != nullptr ? packed->varint() : one.integer));
  });
}

}  // namespace

bool find_field(const View* message, uint32_t number, Field* found) {
  if (message == nullptr) return false;
  bool is_found = false;
  Field field;
  for (Reader reader(*message); reader.next(&field);) {
    if (field.number != number) continue;
    *found = field;
    is_found = true;
  }
  return is_found;
}

std::vector<int64_t> read_graph_shape(View message) {
  std::vector<int64_t> shape;
  Field field;
  for (Reader reader(message); reader.next(&field);) {
    if (field.number == kShapeUnknownRank && field.integer != 0) throw FormatError("a shape of unknown rank");
    if (field.number != kShapeDimension) continue;
    if (shape.size() == kMaxDimensions) throw FormatError("a shape of more than 8 dimensions");
    int64_t size = 0;
    Field inner;
    for (Reader dimension(field.content()); dimension.next(&inner);) {
      if (inner.number == kDimensionSize) size = static_cast<int64_t>(inner.integer);
    }
    shape.push_back(size);
  }
  return shape;
}

size_t count_elements(const std::vector<int64_t>& shape) {
  size_t count = 1;
  for (const int64_t dimension : shape) {
    if (dimension < 0) throw FormatError("a constant with an unknown dimension");
    if (dimension != 0 && count > kMaxElements / static_cast<uint64_t>(dimension)) {
      throw FormatError("a constant that is too large");
    }
    count *= static_cast<size_t>(dimension);
  }
  return count;
}

GraphConstant read_graph_tensor(View message) {
  GraphConstant constant;
  View content;
  Field field;
  for (Reader reader(message); reader.next(&field);) {
    switch (field.number) {
      case kTensorType: constant.type = static_cast<int32_t>(field.integer); break;
      case kTensorShape: constant.shape = read_graph_shape(field.content()); break;
      case kTensorContent: content = field.content(); break;
      case kTensorReals: read_reals(field, &constant.reals); break;
      case kTensorIntegers: read_integers(field, &constant.integers); break;
      case kTensorTexts:
        if (constant.text.empty()) constant.text = field.content().text();
        break;
      default: break;
    }
  }
  constant.count = count_elements(constant.shape);
  if (content.size == 0) return constant;
  constexpr size_t kElement = 4;  // bytes of a number, float32 or int32
  if (constant.type != kGraphFloat32 && constant.type != kGraphInt32) return constant;
  if (content.size != constant.count * kElement) {
    throw FormatError("a constant of " + std::to_string(content.size) + " bytes, but its shape needs " +
                      std::to_string(constant.count * kElement));
  }
  constant.data = content.data;
  return constant;
}

}  // namespace ds
