#include "model/tflite_operators.h"

#include <map>
#include <string>

namespace ds {
namespace {

constexpr int8_t kInt8 = 9;

bool is_number(int8_t type) { return type == kTfliteFloat32 || type == kTfliteInt32; }

// Types of results. Integers are copied, added, multiplied and compared, but not divided, which could end the process.
// CAST converts them to floating point.

// Of float32 only.
int8_t type_float(const Node& node) {
  node.expect(node.input(0).type == kTfliteFloat32);
  return kTfliteFloat32;
}

// Any type, unchanged.
int8_t type_moved(const Node& node) { return node.input(0).type; }

// That of the table: the runtime would follow the offsets in a table of strings unchecked.
int8_t type_gather(const Node& node) {
  const int8_t type = node.input(0).type;
  node.expect(is_number(type) || type == kInt8);
  return type;
}

// That of the first input: float32 or int32.
int8_t type_number(const Node& node) {
  node.expect(is_number(node.input(0).type));
  return node.input(0).type;
}

// The same for the second input, as the axis comes first.
int8_t type_split(const Node& node) {
  node.expect(is_number(node.input(1).type));
  return node.input(1).type;
}

// The same if both inputs have it.
int8_t type_arithmetic(const Node& node) {
  node.expect(is_number(node.input(0).type) && node.input(1).type == node.input(0).type);
  return node.input(0).type;
}

// From float32 to int32, or back.
int8_t type_cast(const Node& node) {
  node.expect(is_number(node.input(0).type));
  return node.input(0).type == kTfliteInt32 ? kTfliteFloat32 : kTfliteInt32;
}

int8_t type_dequantized(const Node&) { return kTfliteFloat32; }

constexpr size_t kAny = kAnyNumber;
constexpr auto kNothing = Counted::kNothing, kInputs = Counted::kInputs, kOutputs = Counted::kOutputs;

// A model is a program, so only operators that exporters of DeepSpeech write are accepted: arithmetic, matrix products,
// activations, reshaping. No control flow, no variables.
const OperatorKind kKinds[] = {
    // code, name, fewest and most inputs, outputs, counted, options, constant inputs, shapes and type of results
    {0, "ADD", 2, 2, 1, kNothing, {11, true, 0}, {}, shapes_broadcast, type_arithmetic},
    {2, "CONCATENATION", 1, kAny, 1, kNothing, {10, true, 1}, {}, shapes_concatenate, type_number},
    {6, "DEQUANTIZE", 1, 1, 1, kNothing, {38, false}, {}, shapes_elementwise, type_dequantized},
    // The byte that must be 0 is the layout of the weights.
    {9, "FULLY_CONNECTED", 2, 3, 1, kNothing, {8, true, 0, 1}, {}, shapes_fully_connected, type_float},
    {14, "LOGISTIC", 1, 1, 1, kNothing, {}, {}, shapes_elementwise, type_float},
    {18, "MUL", 2, 2, 1, kNothing, {21, true, 0}, {}, shapes_broadcast, type_arithmetic},
    {19, "RELU", 1, 1, 1, kNothing, {}, {}, shapes_elementwise, type_float},
    {21, "RELU6", 1, 1, 1, kNothing, {}, {}, shapes_elementwise, type_float},
    {22, "RESHAPE", 1, 2, 1, kNothing, {17, false}, {1, 2}, shapes_reshape, type_moved},
    {25, "SOFTMAX", 1, 1, 1, kNothing, {9, true}, {}, shapes_elementwise, type_float},
    {28, "TANH", 1, 1, 1, kNothing, {}, {}, shapes_elementwise, type_float},
    {kTfliteCustom, "AudioSpectrogram", 1, 2, 1, kNothing, {}, {1, 2}, shapes_spectrogram, type_float},
    {kTfliteCustom, "Mfcc", 1, 2, 1, kNothing, {}, {1, 2}, shapes_mfcc, type_float},
    {36, "GATHER", 2, 2, 1, kNothing, {23, false}, {}, shapes_gather, type_gather},
    {39, "TRANSPOSE", 2, 2, 1, kNothing, {26, false}, {1, 2}, shapes_transpose, type_number},
    {40, "MEAN", 2, 2, 1, kNothing, {27, true}, {1, 2}, shapes_mean, type_float},
    {41, "SUB", 2, 2, 1, kNothing, {28, true, 0}, {}, shapes_broadcast, type_arithmetic},
    {42, "DIV", 2, 2, 1, kNothing, {29, true, 0}, {}, shapes_broadcast, type_float},
    {43, "SQUEEZE", 1, 1, 1, kNothing, {30, true}, {}, shapes_squeeze, type_moved},
    {45, "STRIDED_SLICE", 4, 4, 1, kNothing, {32, true}, {1, 4}, shapes_strided_slice, type_number},
    {49, "SPLIT", 2, 2, kAny, kOutputs, {35, true}, {0, 1}, shapes_split, type_split},
    {53, "CAST", 1, 1, 1, kNothing, {37, false}, {}, shapes_elementwise, type_cast},
    {55, "MAXIMUM", 2, 2, 1, kNothing, {39, false}, {}, shapes_broadcast, type_arithmetic},
    {57, "MINIMUM", 2, 2, 1, kNothing, {39, false}, {}, shapes_broadcast, type_arithmetic},
    {65, "SLICE", 3, 3, 1, kNothing, {48, false}, {1, 3}, shapes_slice, type_number},
    {70, "EXPAND_DIMS", 2, 2, 1, kNothing, {52, false}, {1, 2}, shapes_expand_dims, type_moved},
    {73, "LOG", 1, 1, 1, kNothing, {}, {}, shapes_elementwise, type_float},
    {75, "SQRT", 1, 1, 1, kNothing, {}, {}, shapes_elementwise, type_float},
    {76, "RSQRT", 1, 1, 1, kNothing, {}, {}, shapes_elementwise, type_float},
    {83, "PACK", 1, kAny, 1, kInputs, {59, true}, {}, shapes_pack, type_number},
    {88, "UNPACK", 1, 1, kAny, kOutputs, {64, true}, {}, shapes_unpack, type_number},
    {92, "SQUARE", 1, 1, 1, kNothing, {66, false}, {}, shapes_elementwise, type_float},
    {99, "SQUARED_DIFFERENCE", 2, 2, 1, kNothing, {76, false}, {}, shapes_broadcast, type_float},
    {102, "SPLIT_V", 3, 3, kAny, kOutputs, {79, true}, {1, 3}, shapes_split_v, type_number},
    {114, "QUANTIZE", 1, 1, 1, kNothing, {89, false}, {}, shapes_elementwise, type_float},
    {126, "BATCH_MATMUL", 2, 2, 1, kNothing, {101, true}, {}, shapes_batch_matmul, type_float},
    {150, "GELU", 1, 1, 1, kNothing, {116, false}, {}, shapes_elementwise, type_float},
};

// Numbers of the fields of an operator in the TFLite schema.
constexpr int kOptionsType = 3, kOptions = 4, kCustomOptions = 5, kCustomFormat = 6, kMutating = 7, kIntermediates = 8,
              kLargeOffset = 9, kLargeSize = 10, kMoreOptionsType = 11;
constexpr int8_t kLastActivation = 5;  // NONE, RELU, RELU_N1_TO_1, RELU6, TANH, SIGN_BIT

struct Range {
  double lowest;
  double highest;
};
const std::map<std::string, std::map<std::string, Range>> kCustomRanges = {
    {"AudioSpectrogram", {{"window_size", {2, 1 << 20}}, {"stride", {1, 1 << 20}}, {"magnitude_squared", {0, 1}}}},
    {"Mfcc",
     {{"upper_frequency_limit", {1, 1e6}},
      {"lower_frequency_limit", {0, 1e6}},
      {"filterbank_channel_count", {1, 4096}},
      {"dct_coefficient_count", {1, 4096}}}},
};

std::map<std::string, double> read_custom(const flat::Bytes& bytes, const flat::Table& table,
                                          const TfliteOperator& op) {
  const flat::Vector options = table.vector(kCustomOptions, 1);
  if (options.size() == 0) fail_operator(op, "has no options");
  std::map<std::string, double> values = flat::read_number_map(bytes, options.at(0), options.size());
  const std::map<std::string, Range>& ranges = kCustomRanges.at(op.custom_code);
  if (values.size() != ranges.size()) fail_operator(op, "has an unexpected number of options");
  for (const auto& [name, range] : ranges) {
    const auto found = values.find(name);
    const bool fits = found != values.end() && found->second >= range.lowest && found->second <= range.highest;
    if (!fits) fail_operator(op, "has no option " + name + ", or an invalid value of it");
  }
  return values;
}

// Returns the position of the options, 0 if there are none.
size_t read_builtin(const flat::Bytes& bytes, const flat::Table& table, const TfliteOperator& op) {
  const auto type = table.scalar<uint8_t>(kOptionsType, 0);
  const size_t position = table.field(kOptions);
  if ((type == 0) != (position == 0)) fail_operator(op, "has options without a type, or a type without options");
  const OptionsKind& kind = kind_of(op).options;
  if (type == 0) {
    if (kind.needed) fail_operator(op, "has no options");
    return 0;
  }
  if (kind.type != type) fail_operator(op, "has options of another operator");
  const size_t target = bytes.follow(position);
  const flat::Table options(bytes, target);
  if (kind.activation >= 0) {
    const auto activation = options.scalar<int8_t>(kind.activation, 0);
    if (activation < 0 || activation > kLastActivation) fail_operator(op, "has an unknown activation");
  }
  if (kind.other >= 0 && options.scalar<int8_t>(kind.other, 0) != 0)
    fail_operator(op, "has weights in an unknown layout");
  return target;
}

}  // namespace

void fail_operator(const TfliteOperator& op, const std::string& reason) {
  fail_damaged("operator " + std::string(kind_of(op).name) + " " + reason);
}

std::string Node::name() const { return kind_of(op).name; }

const OperatorKind* find_kind(int32_t code, const std::string& custom_code) {
  for (const OperatorKind& kind : kKinds) {
    if (kind.code == code && (code != kTfliteCustom || kind.name == custom_code)) return &kind;
  }
  return nullptr;
}

const OperatorKind& kind_of(const TfliteOperator& op) {
  const OperatorKind* kind = find_kind(op.code, op.custom_code);
  if (kind == nullptr) throw ModelError(DS_ERR_FAIL_INTERPRETER, "The model file has an unknown operator");
  return *kind;
}

void read_options(const flat::Bytes& bytes, const flat::Table& table, TfliteOperator* op) {
  const bool unusual = table.vector(kMutating, 1).size() > 0 || table.vector(kIntermediates, 4).size() > 0 ||
                       table.scalar<int8_t>(kCustomFormat, 0) != 0 || table.scalar<uint64_t>(kLargeOffset, 0) != 0 ||
                       table.scalar<uint64_t>(kLargeSize, 0) != 0 || table.scalar<uint8_t>(kMoreOptionsType, 0) != 0;
  if (unusual) fail_operator(*op, "has fields that speech models do not need");
  if (op->code == kTfliteCustom) {
    op->custom_options = read_custom(bytes, table, *op);
  } else {
    op->options = read_builtin(bytes, table, *op);
  }
}

}  // namespace ds
