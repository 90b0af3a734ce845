#include "model/tflite_metadata.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <limits>
#include <string>

#include "deepspeech.h"
#include "model/metadata.h"
#include "model/model_error.h"
#include "model/network.h"

namespace ds {
namespace {

constexpr int32_t kReshape = 22;
constexpr char kEncoderTensor[] = "metadata_encoder";

const TfliteOperator* producer(const TfliteFile& file, int32_t tensor) {
  for (const TfliteOperator& op : file.operators()) {
    for (const int32_t output : op.outputs) {
      if (output == tensor) return &op;
    }
  }
  return nullptr;
}

// The constant behind a metadata tensor: its own value, or that of the RESHAPE that computes it (the 0.9.3
// client expects every output to be the result of an operator). Null if there is no such tensor.
const TfliteTensor* find_constant(const TfliteFile& file, const std::string& name) {
  int32_t number = file.find(name);
  if (number < 0) return nullptr;
  if (file.tensors()[number].data == nullptr) {
    const TfliteOperator* op = producer(file, number);
    if (op == nullptr || op->code != kReshape || op->inputs.empty() || op->inputs[0] < 0) return nullptr;
    number = op->inputs[0];
  }
  const TfliteTensor& tensor = file.tensors()[number];
  return tensor.data == nullptr ? nullptr : &tensor;
}

// Returns false if there is no int32 constant with this name.
bool read_int(const TfliteFile& file, const std::string& name, int32_t* value) {
  const TfliteTensor* tensor = find_constant(file, name);
  if (tensor == nullptr || tensor->type != kTfliteInt32 || tensor->data_size < sizeof(int32_t)) return false;
  std::memcpy(value, tensor->data, sizeof(*value));
  return true;
}

// String tensors contain a count, the offsets of the strings and of their end, then the bytes.
bool read_string(const TfliteFile& file, const std::string& name, std::string* value) {
  const TfliteTensor* tensor = find_constant(file, name);
  if (tensor == nullptr || tensor->type != kTfliteString) return false;
  if (tensor->data_size < 12) fail_metadata(name + " is damaged.");
  int32_t header[3];  // count, begin, end
  std::memcpy(header, tensor->data, sizeof(header));
  if (header[0] < 1 || header[1] < 12 || header[2] < header[1] || static_cast<size_t>(header[2]) > tensor->data_size) {
    fail_metadata(name + " is damaged.");
  }
  value->assign(reinterpret_cast<const char*>(tensor->data) + header[1], static_cast<size_t>(header[2] - header[1]));
  return true;
}

class TfliteConstants : public NamedConstants {
 public:
  explicit TfliteConstants(const TfliteFile& file) : file_(file) {}
  bool read_int(const std::string& name, int32_t* value) const override { return ds::read_int(file_, name, value); }
  bool read_string(const std::string& name, std::string* value) const override {
    return ds::read_string(file_, name, value);
  }

 private:
  const TfliteFile& file_;
};

// Far above the values of exported models; sizes derived from these cannot overflow.
constexpr int32_t kMaxDimension = 1 << 20;
constexpr size_t kMaxChunkValues = 1 << 26;
constexpr size_t kMaxStateValues = 1 << 24;  // of all states together

[[noreturn]] void fail_shape(const std::string& reason) {
  throw ModelError(DS_ERR_INVALID_SHAPE, "The model file does not fit this client: " + reason);
}

int32_t need_tensor(const TfliteFile& file, const std::string& name) {
  const int32_t number = file.find(name);
  if (number < 0) fail_shape("it has no tensor " + name + ".");
  return number;
}

int32_t need_float(const TfliteFile& file, const std::string& name) {
  const int32_t number = need_tensor(file, name);
  if (file.tensors()[number].type != kTfliteFloat32) fail_shape(name + " must be float32.");
  return number;
}

bool contains(const std::vector<int32_t>& list, int32_t value) {
  return std::find(list.begin(), list.end(), value) != list.end();
}

// The tensors of one state.
void add_state(const TfliteFile& file, const StateNames& names, ModelTensors* tensors) {
  const int32_t input = need_tensor(file, names.input), output = need_tensor(file, names.output);
  const TfliteTensor &before = file.tensors()[input], &after = file.tensors()[output];
  if (before.type != kTfliteFloat32 && before.type != kTfliteInt32)
    fail_shape(names.input + " must be float32 or int32.");
  if (before.type != after.type) fail_shape(names.output + " must have the type of " + names.input + ".");
  if (!contains(file.inputs(), input)) fail_shape(names.input + " must be an input of the model.");
  if (!contains(file.outputs(), output) || contains(file.inputs(), output)) {
    fail_shape(names.output + " must be an output of the model, not an input.");
  }
  tensors->acoustic_inputs.push_back(input);
  tensors->acoustic_outputs.push_back(output);
}

// With `batched`, there is a dimension of 1 between the rows and the classes.
bool is_logits_shape(const std::vector<int32_t>& shape) {
  const bool batched = shape.size() == 3 && shape[1] == 1;
  return batched || shape.size() == 2;
}

void check_size(int32_t dimension, const TfliteTensor& tensor) {
  if (dimension < 1 || dimension > kMaxDimension) {
    fail_shape("dimensions of " + tensor.name + " must be from 1 to " + std::to_string(kMaxDimension) +
               ". Received: " + shape_text(tensor.shape));
  }
}

void check_initial(const StateSpec& state) {
  const bool fits = !state.is_integer || (std::trunc(state.initial) == state.initial &&
                                          state.initial >= std::numeric_limits<int32_t>::min() &&
                                          state.initial <= std::numeric_limits<int32_t>::max());
  if (fits) return;
  fail_shape("the initial value of " + state.input +
             " must be a 32-bit integer, as the tensor. Received: " + std::to_string(state.initial));
}

// `max_values`: maximum number of values of this state.
StateSpec read_state(const TfliteFile& file, const ModelTensors& tensors, size_t number, size_t max_values) {
  const StateNames& names = tensors.layout.states[number];
  const TfliteTensor& before = file.tensors()[tensors.acoustic_inputs[number + 1]];
  const TfliteTensor& after = file.tensors()[tensors.acoustic_outputs[number + 1]];
  StateSpec state{names.input, names.output, before.type == kTfliteInt32, before.shape, names.initial};
  if (state.shape.empty() || state.shape[0] != 1) {
    fail_shape(state.input +
               " must have a shape that begins with 1, for one stream. Received: " + shape_text(state.shape));
  }
  for (const int32_t dimension : state.shape) {
    check_size(dimension, before);
    if (static_cast<size_t>(dimension) > max_values) {
      fail_shape("all states together must have " + std::to_string(kMaxStateValues) +
                 " values at most. Received, with " + state.input + ": more");
    }
    max_values /= static_cast<size_t>(dimension);
  }
  if (after.shape != state.shape) {
    fail_shape(state.output + " must have the shape " + shape_text(state.shape) + ", as " + state.input +
               ". Received: " + shape_text(after.shape));
  }
  check_initial(state);
  return state;
}

// Frames, their values, and rows of outputs.
void read_chunk(const TfliteTensor& input, const TfliteTensor& logits, const EncoderLayout& layout, ModelInfo* info) {
  if (input.shape.size() != 4 || input.shape[0] != 1) {
    fail_shape("input_node must have the shape [1, chunk, context width, features]. Received: " +
               shape_text(input.shape));
  }
  if (!is_logits_shape(logits.shape)) {
    fail_shape("logits must have the shape [rows, classes]. Received: " + shape_text(logits.shape));
  }
  for (const int32_t dimension : input.shape) check_size(dimension, input);
  check_size(logits.shape.back(), logits);
  info->chunk = static_cast<size_t>(input.shape[1]);
  info->context_width = static_cast<size_t>(input.shape[2]);
  info->n_features = static_cast<size_t>(input.shape[3]);
  info->n_classes = static_cast<size_t>(logits.shape.back());
  info->subsampling = layout.subsampling;
  info->look_ahead = layout.look_ahead;
  if (info->context_width % 2 == 0)
    fail_shape("input_node must have an odd context width. Received: " + shape_text(input.shape));
  if (layout.chunk != 0 && layout.chunk != info->chunk) {
    fail_shape("input_node must have the chunk of metadata_encoder, " + std::to_string(layout.chunk) +
               " frames. Received: " + shape_text(input.shape));
  }
  if (info->frame_values() > kMaxChunkValues / info->chunk || info->n_classes > kMaxChunkValues / info->chunk) {
    fail_shape("a chunk must have " + std::to_string(kMaxChunkValues) + " values at most. Received: input_node " +
               shape_text(input.shape) + ", logits " + shape_text(logits.shape));
  }
  if (static_cast<size_t>(logits.shape[0]) != info->rows()) {
    fail_shape("logits must have " + std::to_string(info->rows()) + " rows, since a chunk has " +
               std::to_string(info->chunk) + " frames and the subsampling is " + std::to_string(info->subsampling) +
               ". Received: " + shape_text(logits.shape));
  }
}

}  // namespace

EncoderLayout read_encoder_layout(const TfliteFile& file) {
  if (file.find(kEncoderTensor) < 0) return layout_of_0_9_3();
  std::string text;
  if (!read_string(file, kEncoderTensor, &text)) fail_metadata("metadata_encoder must be a constant string.");
  return parse_encoder_layout(text);
}

ModelTensors find_tensors(const TfliteFile& file) {
  ModelTensors tensors;
  tensors.layout = read_encoder_layout(file);
  tensors.acoustic_inputs.push_back(need_float(file, "input_node"));
  tensors.acoustic_outputs.push_back(need_float(file, "logits"));
  for (const StateNames& names : tensors.layout.states) add_state(file, names, &tensors);
  tensors.mfcc_inputs.push_back(need_float(file, "input_samples"));
  tensors.mfcc_outputs.push_back(need_float(file, "mfccs"));
  return tensors;
}

void read_dimensions(const TfliteFile& file, const ModelTensors& tensors, ModelInfo* info) {
  info->encoder = tensors.layout.encoder;
  read_chunk(file.tensors()[tensors.acoustic_inputs[0]], file.tensors()[tensors.acoustic_outputs[0]], tensors.layout,
             info);
  size_t features = 1;
  for (const int32_t dimension : file.tensors()[tensors.mfcc_outputs[0]].shape)
    features *= static_cast<size_t>(dimension);
  if (features != info->n_features) {
    fail_shape("mfccs must have the features of input_node, " + std::to_string(info->n_features) +
               ". Received: " + shape_text(file.tensors()[tensors.mfcc_outputs[0]].shape));
  }
  size_t max_values = kMaxStateValues;
  for (size_t i = 0; i < tensors.layout.states.size(); i++) {
    info->states.push_back(read_state(file, tensors, i, max_values));
    max_values -= info->states.back().size();
  }
  const TfliteTensor& window = file.tensors()[tensors.mfcc_inputs[0]];
  const std::vector<int32_t> expected = {static_cast<int32_t>(info->window_samples)};
  if (window.shape != expected) {
    fail_shape("input_samples must have the shape " + shape_text(expected) + ". Received: " + shape_text(window.shape));
  }
}

ModelInfo read_model_info(const TfliteFile& file, const ModelTensors& tensors) {
  Metadata metadata;
  return read_model_info(file, tensors, nullptr, &metadata);
}

ModelInfo read_model_info(const TfliteFile& file, const ModelTensors& tensors, const MissingMetadata* missing,
                          Metadata* metadata) {
  ModelInfo info;
  const TfliteConstants constants(file);
  *metadata = read_metadata(constants, missing, &info);
  info.final_window = choose_final_window(constants, FinalWindow::kStale);
  read_dimensions(file, tensors, &info);
  return info;
}

std::map<std::string, std::string> read_further_texts(const TfliteFile& file) {
  std::map<std::string, std::string> texts;
  for (const TfliteTensor& tensor : file.tensors()) {
    std::string text;
    if (is_further_metadata(tensor.name) && read_string(file, tensor.name, &text)) texts[tensor.name] = text;
  }
  return texts;
}

}  // namespace ds
