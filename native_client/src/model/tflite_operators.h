// The operators that a .tflite file may contain: a table of their properties, and the checks that come before the
// runtime, which trusts the file.
#ifndef DS_MODEL_TFLITE_OPERATORS_H_
#define DS_MODEL_TFLITE_OPERATORS_H_

#include <cstddef>
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

constexpr int64_t kMaxValues =
    1 << 27;  // in all computed tensors together; hundreds of times as many as in exported models
constexpr size_t kMaxDimensions = 8;

// An operator with its inputs, to determine the shapes of its results. Throws ModelError on any inconsistency.
struct Node {
  const flat::Bytes& bytes;
  const TfliteOperator& op;
  const std::vector<TfliteTensor>& tensors;

  std::string name() const;  // of the operator
  [[noreturn]] void fail() const {
    const std::string made = op.outputs.empty() ? "" : ", which computes " + tensors[op.outputs[0]].name + ",";
    throw ModelError(DS_ERR_FAIL_INTERPRETER, "The model file is damaged: the shapes or types at operator " + name() +
                                                  made + " do not fit each other");
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
  // An axis of `rank` dimensions; negative ones count from the end.
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

// Number of values in a tensor of that shape.
int64_t count(const Node& node, const Shape& shape);

constexpr size_t kAnyNumber = 1 << 20;  // of inputs or outputs: given by the options

// Meaning of the first option, a count.
enum class Counted { kNothing, kInputs, kOutputs };

struct OptionsKind {
  uint8_t type = 0;     // number in the union of the TFLite schema; 0: there are none
  bool needed = false;  // otherwise they may be absent
  int activation = -1;  // number of the field with the fused activation
  int other = -1;       // number of a byte that must be 0
};

// Range of the inputs that must be int32 constants, such as axes and sizes.
struct Parameters {
  size_t first = 0;
  size_t end = 0;
};

struct OperatorKind {
  int32_t code;      // number in the TFLite schema
  const char* name;  // for custom operators, also the name in the file
  size_t min_inputs;
  size_t max_inputs;
  size_t outputs;
  Counted counted;
  OptionsKind options;
  Parameters parameters;
  std::vector<Shape> (*shapes)(const Node&);  // of the results; throws ModelError
  int8_t (*type)(const Node&);                // of each result; throws ModelError
};

// Throws ModelError: the file is damaged at this operator.
[[noreturn]] void fail_operator(const TfliteOperator& op, const std::string& reason);

// The kind of an operator; null if speech models do not need it.
const OperatorKind* find_kind(int32_t code, const std::string& custom_code);

// The kind of an operator of a TfliteFile.
const OperatorKind& kind_of(const TfliteOperator& op);

// Shapes of results, for the table (tflite_shapes.cc).
std::vector<Shape> shapes_elementwise(const Node& node);
std::vector<Shape> shapes_broadcast(const Node& node);
std::vector<Shape> shapes_fully_connected(const Node& node);
std::vector<Shape> shapes_reshape(const Node& node);
std::vector<Shape> shapes_transpose(const Node& node);
std::vector<Shape> shapes_gather(const Node& node);
std::vector<Shape> shapes_mean(const Node& node);
std::vector<Shape> shapes_batch_matmul(const Node& node);
std::vector<Shape> shapes_spectrogram(const Node& node);
std::vector<Shape> shapes_mfcc(const Node& node);
std::vector<Shape> shapes_concatenate(const Node& node);
std::vector<Shape> shapes_squeeze(const Node& node);
std::vector<Shape> shapes_strided_slice(const Node& node);
std::vector<Shape> shapes_slice(const Node& node);
std::vector<Shape> shapes_expand_dims(const Node& node);
std::vector<Shape> shapes_pack(const Node& node);
std::vector<Shape> shapes_split(const Node& node);
std::vector<Shape> shapes_split_v(const Node& node);
std::vector<Shape> shapes_unpack(const Node& node);

// Checks constant indices, input 1, of a table with `rows` rows; the runtime checks computed ones. Throws ModelError.
void check_indices(const Node& node, int32_t rows);

// Reads the options of the operator `op`, described by `table`, and checks their kind and values. Throws ModelError or
// flat::FormatError.
void read_options(const flat::Bytes& bytes, const flat::Table& table, TfliteOperator* op);

// Computes the shapes and types of all results, in the order of the operators, and compares them with the file. Sets
// the shapes of tensors that have none in the file. Throws ModelError or flat::FormatError.
void check_shapes(const flat::Bytes& bytes, const std::vector<TfliteOperator>& operators,
                  std::vector<TfliteTensor>* tensors);

}  // namespace ds

#endif  // DS_MODEL_TFLITE_OPERATORS_H_
