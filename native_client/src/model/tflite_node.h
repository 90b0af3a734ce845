// An operator of a .tflite file with what it is given, for working out the shapes of what it gives.
#ifndef DS_MODEL_TFLITE_NODE_H_
#define DS_MODEL_TFLITE_NODE_H_

#include <cstdint>
#include <cstring>
#include <string>
#include <vector>

#include "deepspeech.h"
#include "model/flatbuffer.h"
#include "model/model_error.h"
#include "model/tflite_file.h"

namespace ds {

using Shape = std::vector<int32_t>;

constexpr int64_t kMaxValues = 1 << 27;  // in all tensors that are computed; hundreds of times what is ever exported
constexpr size_t kMaxDimensions = 8;

// Everything that does not fit throws ModelError.
struct Node {
  const flat::Bytes& bytes;
  const TfliteOperator& op;
  const std::vector<TfliteTensor>& tensors;

  [[noreturn]] void fail() const {
    const std::string made = op.outputs.empty() ? "" : ", which makes " + tensors[op.outputs[0]].name + ",";
    throw ModelError(DS_ERR_FAIL_INTERPRETER,
                     "The model file is damaged: the shapes or types at operator " +
                         (op.code == kTfliteCustom ? op.custom_code : "number " + std::to_string(op.code)) + made +
                         " do not fit each other");
  }
  void expect(bool condition) const {
    if (!condition) fail();
  }

  const TfliteTensor& input(size_t index) const {
    expect(index < op.inputs.size() && op.inputs[index] >= 0);
    return tensors[op.inputs[index]];
  }
  const Shape& shape(size_t index) const { return input(index).shape; }

  // A field of the operator's options.
  template <typename T>
  T option(int field) const {
    if (op.options == 0) return 0;
    return flat::Table(bytes, op.options).scalar<T>(field, 0);
  }
  flat::Vector option_vector(int field) const {
    if (op.options == 0) return flat::Vector();
    return flat::Table(bytes, op.options).vector(field, 4);
  }

  // A constant parameter.
  Shape parameter(size_t index) const {
    const TfliteTensor& tensor = input(index);
    expect(tensor.data != nullptr && tensor.type == kTfliteInt32);
    Shape values(tensor.data_size / sizeof(int32_t));
    std::memcpy(values.data(), tensor.data, values.size() * sizeof(int32_t));
    return values;
  }
  // One value, for `rank` dimensions, of which negative ones count from the end.
  size_t axis(int32_t value, size_t rank) const {
    const int64_t positive = value < 0 ? value + static_cast<int64_t>(rank) : value;
    expect(positive >= 0 && positive < static_cast<int64_t>(rank));
    return static_cast<size_t>(positive);
  }
  size_t axis_parameter(size_t index, size_t rank) const {
    const Shape values = parameter(index);
    expect(values.size() == 1);
    return axis(values[0], rank);
  }
};

// Values in a tensor of that shape.
int64_t count(const Node& node, const Shape& shape);

// Results of operators that cut tensors into pieces, or put pieces together.
Shape concatenate(const Node& node);
Shape squeeze(const Node& node);
Shape strided_slice(const Node& node);
Shape slice(const Node& node);
Shape expand_dims(const Node& node);
Shape pack(const Node& node);
Shape unpack(const Node& node);
// `data` and `axis_input` are the places of these inputs. The pieces are equal, or have the sizes in input 1.
std::vector<Shape> split(const Node& node, size_t data, size_t axis_input, bool by_sizes);

}  // namespace ds

#endif  // DS_MODEL_TFLITE_NODE_H_
