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
constexpr char kEncoderTensor[] = "metadata_encoder";
// Far above anything ever exported.
constexpr int32_t kMaxSampleRateHz = 384000;
constexpr int32_t kMaxWindowMs = 10000;
constexpr int32_t kMaxStoredBeamWidth = 1 << 20;

[[noreturn]] void fail_metadata(const std::string& reason) {
  throw ModelError(DS_ERR_MODEL_INCOMPATIBLE, "The model file does not fit this client: " + reason);
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
  if (header[0] < 1 || header[1] < 12 || header[2] < header[1] || static_cast<size_t>(header[2]) > tensor->data_size) {
    fail_metadata(name + " is damaged.");
  }
  value->assign(reinterpret_cast<const char*>(tensor->data) + header[1], static_cast<size_t>(header[2] - header[1]));
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

size_t samples(int32_t ms, int32_t rate_hz) { return static_cast<size_t>(static_cast<int64_t>(rate_hz) * ms / 1000); }

}  // namespace

EncoderLayout read_encoder_layout(const TfliteFile& file) {
  if (file.find(kEncoderTensor) < 0) return layout_of_0_9_3();
  std::string text;
  if (!read_string(file, kEncoderTensor, &text)) fail_metadata("metadata_encoder must be a constant string.");
  return parse_encoder_layout(text);
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
  info.window_samples = samples(read_int(file, "metadata_feature_win_len", 1, kMaxWindowMs), info.sample_rate_hz);
  info.step_samples = samples(read_int(file, "metadata_feature_win_step", 1, kMaxWindowMs), info.sample_rate_hz);
  if (info.step_samples == 0 || info.step_samples > info.window_samples) {
    fail_metadata("the step between windows must be between one sample and the window's length.");
  }
  info.beam_width = static_cast<unsigned int>(read_int(file, "metadata_beam_width", 1, kMaxStoredBeamWidth));
  if (!read_string(file, "metadata_alphabet", &info.alphabet)) fail_metadata("it has no metadata_alphabet.");
  read_string(file, "metadata_language", &info.language);
  info.final_window = choose_final_window(file);
  read_dimensions(file, tensors, &info);
  return info;
}

}  // namespace ds
