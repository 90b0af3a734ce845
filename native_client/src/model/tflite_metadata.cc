#include "model/tflite_metadata.h"

#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <string>

#include "deepspeech.h"
#include "model/model_error.h"

namespace ds {
namespace {

// Oldest form of exported models that this client understands; newer ones stay compatible.
constexpr int32_t kMinGraphVersion = 6;
constexpr int32_t kReshape = 22;
// Far above anything ever exported; sizes derived from these cannot overflow.
constexpr int32_t kMaxDimension = 1 << 20;
constexpr size_t kMaxBatchValues = 1 << 26;
constexpr int32_t kMaxSampleRateHz = 384000;
constexpr int32_t kMaxWindowMs = 10000;
constexpr int32_t kMaxBeamWidth = 1 << 20;

[[noreturn]] void fail_shape(const std::string& reason) {
  throw ModelError(DS_ERR_INVALID_SHAPE, "The model file does not fit this client: " + reason);
}

[[noreturn]] void fail_metadata(const std::string& reason) {
  throw ModelError(DS_ERR_MODEL_INCOMPATIBLE, "The model file does not fit this client: " + reason);
}

int32_t need_tensor(const TfliteFile& file, const std::string& name) {
  const int32_t number = file.find(name);
  if (number < 0) fail_shape("it has no tensor " + name + ".");
  if (file.tensors()[number].type != kTfliteFloat32) fail_shape(name + " must be float32.");
  return number;
}

const TfliteOperator* producer(const TfliteFile& file, int32_t tensor) {
  for (const TfliteOperator& op : file.operators()) {
    for (const int32_t output : op.outputs) {
      if (output == tensor) return &op;
    }
  }
  return nullptr;
}

// The constant behind a metadata tensor: its own value, or that of the RESHAPE that makes it (the 0.9.3
// client wants every output to be made by an operator). Null if there is no such tensor.
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

int32_t read_int(const TfliteFile& file, const std::string& name, int32_t minimum, int32_t maximum) {
  const TfliteTensor* tensor = find_constant(file, name);
  if (tensor == nullptr || tensor->type != kTfliteInt32 || tensor->data_size < sizeof(int32_t)) {
    fail_metadata("it has no integer " + name + ".");
  }
  int32_t value;
  std::memcpy(&value, tensor->data, sizeof(value));
  if (value < minimum || value > maximum) {
    fail_metadata(name + " must be between " + std::to_string(minimum) + " and " + std::to_string(maximum) +
                  ". Received: " + std::to_string(value));
  }
  return value;
}

// String tensors hold a count, the offsets of the strings and of their end, then the bytes.
bool read_string(const TfliteFile& file, const std::string& name, std::string* value) {
  const TfliteTensor* tensor = find_constant(file, name);
  if (tensor == nullptr || tensor->type != kTfliteString) return false;
  if (tensor->data_size < 12) fail_metadata(name + " is damaged.");
  int32_t header[3];  // count, begin, end
  std::memcpy(header, tensor->data, sizeof(header));
  if (header[0] < 1 || header[1] < 12 || header[2] < header[1] ||
      static_cast<size_t>(header[2]) > tensor->data_size) {
    fail_metadata(name + " is damaged.");
  }
  value->assign(reinterpret_cast<const char*>(tensor->data) + header[1],
                static_cast<size_t>(header[2] - header[1]));
  return true;
}

FinalWindow choose_final_window(const TfliteFile& file) {
  const char* chosen = std::getenv("DS_FINAL_WINDOW");
  if (chosen != nullptr && *chosen != '\0') {
    if (std::strcmp(chosen, "stale") == 0) return FinalWindow::kStale;
    if (std::strcmp(chosen, "zero") == 0) return FinalWindow::kZero;
    throw ModelError(DS_ERR_MODEL_INCOMPATIBLE,
                     std::string("DS_FINAL_WINDOW must be stale or zero. Received: ") + chosen);
  }
  std::string value;
  if (!read_string(file, "metadata_final_window", &value)) return FinalWindow::kStale;
  if (value == "zero") return FinalWindow::kZero;
  if (value == "stale") return FinalWindow::kStale;
  fail_metadata("metadata_final_window must be stale or zero. Received: " + value);
}

size_t samples(int32_t ms, int32_t rate_hz) {
  return static_cast<size_t>(static_cast<int64_t>(rate_hz) * ms / 1000);
}

std::string shape_text(const std::vector<int32_t>& shape) {
  std::string text = "[";
  for (const int32_t dimension : shape) {
    if (text.size() > 1) text += ", ";
    text += std::to_string(dimension);
  }
  return text + "]";
}

void check_shape(const TfliteFile& file, int32_t tensor, const std::vector<int32_t>& wanted) {
  const TfliteTensor& received = file.tensors()[tensor];
  if (received.shape != wanted) {
    fail_shape(received.name + " must have the shape " + shape_text(wanted) +
               ". Received: " + shape_text(received.shape));
  }
}

void read_dimensions(const TfliteFile& file, const ModelTensors& tensors, ModelInfo* info) {
  const std::vector<int32_t>& input = file.tensors()[tensors.acoustic_inputs[0]].shape;
  const std::vector<int32_t>& state = file.tensors()[tensors.acoustic_inputs[1]].shape;
  const std::vector<int32_t>& logits = file.tensors()[tensors.acoustic_outputs[0]].shape;
  if (input.size() != 4 || input[0] != 1) {
    fail_shape("input_node must have the shape [1, steps, frames, features]. Received: " + shape_text(input));
  }
  if (state.size() != 2 || state[0] != 1) {
    fail_shape("previous_state_c must have the shape [1, n_hidden]. Received: " + shape_text(state));
  }
  // A batch dimension of one may stand between the steps and the classes.
  const bool batched = logits.size() == 3 && logits[1] == 1;
  if (!batched && logits.size() != 2) {
    fail_shape("logits must have the shape [steps, classes]. Received: " + shape_text(logits));
  }
  for (const int32_t dimension : {input[1], input[2], input[3], state[1], logits.back()}) {
    if (dimension < 1 || dimension > kMaxDimension) fail_shape("a dimension is not possible.");
  }
  info->n_steps = input[1];
  info->n_frames = input[2];
  info->n_features = input[3];
  info->n_hidden = state[1];
  info->n_classes = logits.back();
  if (info->n_frames % 2 == 0) fail_shape("input_node must have an odd number of frames.");
  if (info->n_frames * info->n_features > kMaxBatchValues / info->n_steps ||
      info->n_classes > kMaxBatchValues / info->n_steps) {
    fail_shape("a batch is too large.");
  }
  if (logits[0] != input[1]) fail_shape("logits and input_node differ in the number of steps.");
  size_t coefficients = 1;
  for (const int32_t dimension : file.tensors()[tensors.mfcc_outputs[0]].shape) {
    coefficients *= static_cast<size_t>(dimension);
  }
  if (coefficients != info->n_features) fail_shape("mfccs and input_node differ in the number of features.");
  check_shape(file, tensors.acoustic_inputs[2], state);
  check_shape(file, tensors.acoustic_outputs[1], state);
  check_shape(file, tensors.acoustic_outputs[2], state);
}

}  // namespace

ModelTensors find_tensors(const TfliteFile& file) {
  ModelTensors tensors;
  for (const char* name : {"input_node", "previous_state_c", "previous_state_h"}) {
    tensors.acoustic_inputs.push_back(need_tensor(file, name));
  }
  for (const char* name : {"logits", "new_state_c", "new_state_h"}) {
    tensors.acoustic_outputs.push_back(need_tensor(file, name));
  }
  tensors.mfcc_inputs.push_back(need_tensor(file, "input_samples"));
  tensors.mfcc_outputs.push_back(need_tensor(file, "mfccs"));
  return tensors;
}

ModelInfo read_model_info(const TfliteFile& file, const ModelTensors& tensors) {
  ModelInfo info;
  const TfliteTensor* version_tensor = find_constant(file, "metadata_version");
  if (version_tensor == nullptr) fail_metadata("it has no metadata_version.");
  const int32_t version = read_int(file, "metadata_version", 0, INT32_MAX);
  if (version < kMinGraphVersion) {
    throw ModelError(DS_ERR_MODEL_INCOMPATIBLE,
                     "Specified model file version (" + std::to_string(version) +
                         ") is incompatible with minimum version supported by this client (" +
                         std::to_string(kMinGraphVersion) + ").");
  }
  info.sample_rate_hz = read_int(file, "metadata_sample_rate", 1, kMaxSampleRateHz);
  info.window_samples =
      samples(read_int(file, "metadata_feature_win_len", 1, kMaxWindowMs), info.sample_rate_hz);
  info.step_samples =
      samples(read_int(file, "metadata_feature_win_step", 1, kMaxWindowMs), info.sample_rate_hz);
  if (info.step_samples == 0 || info.step_samples > info.window_samples) {
    fail_metadata("the step between windows must be between one sample and the window's length.");
  }
  info.beam_width = static_cast<unsigned int>(read_int(file, "metadata_beam_width", 1, kMaxBeamWidth));
  if (!read_string(file, "metadata_alphabet", &info.alphabet)) fail_metadata("it has no metadata_alphabet.");
  read_string(file, "metadata_language", &info.language);
  info.final_window = choose_final_window(file);
  read_dimensions(file, tensors, &info);
  check_shape(file, tensors.mfcc_inputs[0], {static_cast<int32_t>(info.window_samples)});
  return info;
}

}  // namespace ds
