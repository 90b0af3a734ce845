#include "model/tflite_kinds.h"

namespace ds {
namespace {

std::vector<Shape> shapes_concatenate(const Node& node) { return {concatenate(node)}; }
std::vector<Shape> shapes_squeeze(const Node& node) { return {squeeze(node)}; }
std::vector<Shape> shapes_strided_slice(const Node& node) { return {strided_slice(node)}; }
std::vector<Shape> shapes_slice(const Node& node) { return {slice(node)}; }
std::vector<Shape> shapes_expand_dims(const Node& node) { return {expand_dims(node)}; }
std::vector<Shape> shapes_pack(const Node& node) { return {pack(node)}; }
std::vector<Shape> shapes_split(const Node& node) { return split(node, 1, 0, false); }
std::vector<Shape> shapes_split_v(const Node& node) { return split(node, 0, 2, true); }
std::vector<Shape> shapes_unpack(const Node& node) { return std::vector<Shape>(node.op.outputs.size(), unpack(node)); }

constexpr size_t kAny = kAnyNumber;
constexpr auto kNothing = Counted::kNothing, kInputs = Counted::kInputs, kOutputs = Counted::kOutputs;

// A model is a program, so only what the exporters of DeepSpeech write is let in: arithmetic, matrix
// products, activations, reshaping. No control flow, no variables.
const OperatorKind kKinds[] = {
    // code, name, inputs from and to, outputs, counted, options, constant inputs, shapes and type of results
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
    {36, "GATHER", 2, 2, 1, kNothing, {23, false}, {}, shapes_gather, type_moved},
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

}  // namespace

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

}  // namespace ds
