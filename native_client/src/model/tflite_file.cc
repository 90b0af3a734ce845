#include "model/tflite_file.h"

#include <algorithm>
#include <cstring>

#include "deepspeech.h"
#include "model/model_error.h"
#include "model/tflite_operators.h"

namespace ds {
namespace {

// Numbers of the fields in the TFLite schema, version 3.
constexpr int kModelVersion = 0, kModelOperatorCodes = 1, kModelSubgraphs = 2, kModelBuffers = 4, kModelSignatures = 7;
constexpr int kSubgraphTensors = 0, kSubgraphInputs = 1, kSubgraphOutputs = 2, kSubgraphOperators = 3;
constexpr int kTensorShape = 0, kTensorType = 1, kTensorBuffer = 2, kTensorName = 3, kTensorQuantization = 4,
              kTensorVariable = 5, kTensorSparsity = 6;
constexpr int kQuantizationScale = 2, kQuantizationZeroPoint = 3, kQuantizationDetails = 4, kQuantizationAxis = 6;
constexpr int kOperatorCode = 0, kOperatorInputs = 1, kOperatorOutputs = 2, kOperatorOptionsType = 3,
              kOperatorOptions = 4;
constexpr int kFullyConnectedAsymmetric = 3;
constexpr uint8_t kFullyConnectedOptions = 8;
constexpr int kBufferData = 0, kBufferOffset = 1;
constexpr int32_t kFullyConnected = 9;
constexpr int8_t kInt8 = 9;

// Bytes per element of the types of constants in speech models; 0 for others.
size_t element_size(int8_t type) {
  switch (type) {
    case 0:  // float32
    case 2:  // int32
      return 4;
    case 1:  // float16
    case 7:  // int16
      return 2;
    case 3:  // uint8
    case 6:  // bool
    case 9:  // int8
      return 1;
    case 4:  // int64
      return 8;
    default: return 0;
  }
}

}  // namespace

void fail_damaged(const std::string& reason) {
  throw ModelError(DS_ERR_FAIL_INTERPRETER, "The model file is damaged: " + reason);
}

// Before schema 3a, the code is a signed byte.
int32_t read_builtin_code(const flat::Table& code) {
  return std::max<int32_t>(code.scalar<int32_t>(kCodeBuiltin, 0), code.scalar<int8_t>(kCodeDeprecated, 0));
}

TfliteFile::TfliteFile(const std::string& path) : mapping_(path, FileMapping::Use::kAppend) {
  if (std::memcmp(data() + 4, "TFL3", 4) != 0) {
    throw ModelError(DS_ERR_FAIL_INIT_MMAP,
                     "Cannot read model file " + path + ": it is not a .tflite file (no TFL3 mark)");
  }
  try {
    parse();
  } catch (const flat::FormatError& error) {
    fail_damaged(error.what());
  }
}

void TfliteFile::parse() {
  flat::Bytes& bytes = mapping_.bytes();
  const flat::Table model(bytes, bytes.follow(0));
  const uint32_t version = model.scalar<uint32_t>(kModelVersion, 0);
  if (version != 3) fail_damaged("expected schema version 3. Received: " + std::to_string(version));
  const flat::Vector subgraphs = model.vector(kModelSubgraphs, 4);
  if (subgraphs.size() != 1) {
    fail_damaged("expected one subgraph. Received: " + std::to_string(subgraphs.size()));
  }
  const flat::Table subgraph(bytes, bytes.follow(subgraphs.at(0)));
  code_field_ = model.field(kModelOperatorCodes);
  code_list_ = model.vector(kModelOperatorCodes, 4);
  input_list_ = subgraph.vector(kSubgraphInputs, 4);
  output_list_ = subgraph.vector(kSubgraphOutputs, 4);
  operator_list_ = subgraph.vector(kSubgraphOperators, 4);
  signature_list_ = model.vector(kModelSignatures, 4);
  parse_tensors(model, subgraph);
  parse_operators(subgraph);
  inputs_ = read_indices(input_list_, false);
  outputs_ = read_indices(output_list_, false);
  check_graph(tensors_, operators_, inputs_);
  check_shapes(bytes, operators_, &tensors_);
  check_unshared();
}

void TfliteFile::parse_tensors(const flat::Table& model, const flat::Table& subgraph) {
  const flat::Bytes& bytes = mapping_.bytes();
  const flat::Vector buffers = model.vector(kModelBuffers, 4);
  const flat::Vector tensors = subgraph.vector(kSubgraphTensors, 4);
  tensors_.reserve(tensors.size());
  for (size_t i = 0; i < tensors.size(); i++) {
    const flat::Table table(bytes, bytes.follow(tensors.at(i)));
    TfliteTensor tensor;
    tensor.name = table.string(kTensorName);
    tensor.type = table.scalar<int8_t>(kTensorType, 0);
    const flat::Vector shape = table.vector(kTensorShape, 4);
    if (shape.size() > 8) fail_damaged("tensor " + tensor.name + " has more than 8 dimensions");
    for (size_t axis = 0; axis < shape.size(); axis++) {
      tensor.shape.push_back(bytes.read<int32_t>(shape.at(axis)));
      if (tensor.shape.back() < 0) fail_damaged("tensor " + tensor.name + " has a negative dimension");
    }
    const uint32_t number = table.scalar<uint32_t>(kTensorBuffer, 0);
    if (number >= buffers.size()) fail_damaged("tensor " + tensor.name + " has no buffer");
    const flat::Table buffer(bytes, bytes.follow(buffers.at(number)));
    if (buffer.scalar<uint64_t>(kBufferOffset, 0) > 1) fail_damaged("buffers outside the FlatBuffer");
    const flat::Vector data = buffer.vector(kBufferData, 1);
    tensor.is_variable = table.scalar<uint8_t>(kTensorVariable, 0) != 0;
    tensor.is_sparse = table.field(kTensorSparsity) != 0;
    parse_quantization(table, &tensor);
    if (data.size() > 0) {
      tensor.data = bytes.data() + data.at(0);
      tensor.data_size = data.size();
      check_constant(tensor);
    }
    tensors_.push_back(std::move(tensor));
  }
}

void TfliteFile::parse_quantization(const flat::Table& table, TfliteTensor* tensor) const {
  const size_t position = table.field(kTensorQuantization);
  if (position == 0) return;
  const flat::Bytes& bytes = mapping_.bytes();
  const flat::Table quantization(bytes, bytes.follow(position));
  if (quantization.scalar<uint8_t>(kQuantizationDetails, 0) != 0) fail_damaged("unknown quantization");
  const flat::Vector zero_points = quantization.vector(kQuantizationZeroPoint, 8);
  tensor->scales = quantization.vector(kQuantizationScale, 4).size();
  if (tensor->scales > 0) {
    const size_t first = quantization.vector(kQuantizationScale, 4).at(0);
    tensor->scale = bytes.read<float>(first);
    tensor->scale_data = bytes.data() + first;
  }
  tensor->zero_points = zero_points.size();
  for (size_t i = 0; i < zero_points.size(); i++) {
    if (bytes.read<int64_t>(zero_points.at(i)) != 0) tensor->zero_points_are_zero = false;
  }
  tensor->quantized_axis = quantization.scalar<int32_t>(kQuantizationAxis, 0);
}

void TfliteFile::check_constant(const TfliteTensor& tensor) const {
  if (tensor.type == kTfliteString) return;  // checked when it is read
  const size_t element = element_size(tensor.type);
  if (element == 0) fail_damaged("constant " + tensor.name + " has an unexpected type");
  unsigned __int128 expected = element;
  for (const int32_t dimension : tensor.shape) {
    expected *= static_cast<uint32_t>(dimension);
    if (expected > file_size()) break;
  }
  if (expected != tensor.data_size) {
    fail_damaged("constant " + tensor.name + " has " + std::to_string(tensor.data_size) +
                 " bytes, which do not fit its shape");
  }
}

std::vector<int32_t> TfliteFile::read_indices(const flat::Vector& vector, bool optional) const {
  std::vector<int32_t> indices;
  for (size_t i = 0; i < vector.size(); i++) {
    const int32_t index = mapping_.bytes().read<int32_t>(vector.at(i));
    const bool left_out = optional && index == -1;
    if (!left_out && (index < 0 || static_cast<size_t>(index) >= tensors_.size())) {
      fail_damaged("there is no tensor " + std::to_string(index));
    }
    indices.push_back(index);
  }
  return indices;
}

int32_t TfliteFile::read_count(const flat::Table& table, const TfliteOperator& op) const {
  if (kind_of(op).counted == Counted::kNothing) return -1;
  const size_t position = table.field(kOperatorOptions);
  if (position == 0) return 0;
  const flat::Bytes& bytes = mapping_.bytes();
  return flat::Table(bytes, bytes.follow(position)).scalar<int32_t>(0, 0);
}

bool TfliteFile::is_symmetric(const flat::Table& table, const TfliteOperator& op) const {
  if (op.code != kFullyConnected || op.inputs.size() < 2 || op.inputs[0] < 0 || op.inputs[1] < 0) return false;
  if (tensors_[op.inputs[0]].type != kTfliteFloat32 || tensors_[op.inputs[1]].type != kInt8) return false;
  if (table.scalar<uint8_t>(kOperatorOptionsType, 0) != kFullyConnectedOptions) return true;
  const size_t position = table.field(kOperatorOptions);
  if (position == 0) return true;
  const flat::Bytes& bytes = mapping_.bytes();
  return flat::Table(bytes, bytes.follow(position)).scalar<uint8_t>(kFullyConnectedAsymmetric, 0) == 0;
}

void TfliteFile::parse_operators(const flat::Table& subgraph) {
  const flat::Bytes& bytes = mapping_.bytes();
  const flat::Vector operators = subgraph.vector(kSubgraphOperators, 4);
  for (size_t i = 0; i < operators.size(); i++) {
    const flat::Table table(bytes, bytes.follow(operators.at(i)));
    const uint32_t number = table.scalar<uint32_t>(kOperatorCode, 0);
    if (number >= code_list_.size()) fail_damaged("operator " + std::to_string(i) + " has no code");
    const flat::Table code(bytes, bytes.follow(code_list_.at(number)));
    TfliteOperator op;
    op.code = read_builtin_code(code);
    op.custom_code = code.string(kCodeCustom);
    if (find_kind(op.code, op.custom_code) == nullptr) {
      throw ModelError(DS_ERR_FAIL_INTERPRETER,
                       "The model file has an operator that speech models do not need: " +
                           (op.code == kTfliteCustom ? op.custom_code : "number " + std::to_string(op.code)));
    }
    const flat::Vector inputs = table.vector(kOperatorInputs, 4);
    const flat::Vector outputs = table.vector(kOperatorOutputs, 4);
    op.inputs = read_indices(inputs, true);
    op.outputs = read_indices(outputs, false);
    read_options(bytes, table, &op);
    op.symmetric_activations = is_symmetric(table, op);
    op.count = read_count(table, op);
    operator_vectors_.push_back(inputs.position());
    operator_vectors_.push_back(outputs.position());
    operators_.push_back(std::move(op));
  }
}

uint8_t TfliteFile::option(const TfliteOperator& op, int field) const {
  return op.options == 0 ? 0 : flat::Table(mapping_.bytes(), op.options).scalar<uint8_t>(field, 0);
}

int32_t TfliteFile::find(const std::string& name) const {
  for (size_t i = 0; i < tensors_.size(); i++) {
    if (tensors_[i].name == name) return static_cast<int32_t>(i);
  }
  return -1;
}

std::string shape_text(const std::vector<int32_t>& shape) {
  std::string text = "[";
  for (const int32_t dimension : shape) {
    if (text.size() > 1) text += ", ";
    text += std::to_string(dimension);
  }
  return text + "]";
}

}  // namespace ds
