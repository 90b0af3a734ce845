#include "model/metadata.h"

#include <cstdlib>
#include <cstring>

#include "deepspeech.h"
#include "model/model_error.h"

namespace ds {
namespace {

// Oldest version of exported models that this client reads; newer ones remain compatible.
constexpr int32_t kMinGraphVersion = 6;
// Far above the values of exported models.
constexpr int32_t kMaxSampleRateHz = 384000;
constexpr int32_t kMaxWindowMs = 10000;
constexpr int32_t kMaxStoredBeamWidth = 1 << 20;
constexpr unsigned int kDefaultBeamWidth = 500;

int32_t read_in_range(const NamedConstants& constants, const std::string& name, int32_t minimum, int32_t maximum) {
  int32_t value = 0;
  if (!constants.read_int(name, &value)) fail_metadata("it has no int32 tensor " + name + ".");
  if (value < minimum || value > maximum) {
    fail_metadata(name + " must be between " + std::to_string(minimum) + " and " + std::to_string(maximum) +
                  ". Received: " + std::to_string(value));
  }
  return value;
}

size_t samples(int32_t ms, int32_t rate_hz) { return static_cast<size_t>(static_cast<int64_t>(rate_hz) * ms / 1000); }

}  // namespace

void fail_metadata(const std::string& reason) {
  throw ModelError(DS_ERR_MODEL_INCOMPATIBLE, "The model file does not fit this client: " + reason);
}

FinalWindow choose_final_window(const NamedConstants& constants, FinalWindow otherwise) {
  const char* chosen = std::getenv("DS_FINAL_WINDOW");
  if (chosen != nullptr && *chosen != '\0') {
    if (std::strcmp(chosen, "stale") == 0) return FinalWindow::kStale;
    if (std::strcmp(chosen, "zero") == 0) return FinalWindow::kZero;
    throw ModelError(DS_ERR_MODEL_INCOMPATIBLE,
                     std::string("DS_FINAL_WINDOW must be stale or zero. Received: ") + chosen);
  }
  std::string value;
  if (!constants.read_string("metadata_final_window", &value)) return otherwise;
  if (value == "zero") return FinalWindow::kZero;
  if (value == "stale") return FinalWindow::kStale;
  fail_metadata("metadata_final_window must be stale or zero. Received: " + value);
}

Metadata read_metadata(const NamedConstants& constants, const MissingMetadata* missing, ModelInfo* info) {
  Metadata metadata;
  if (!constants.read_int("metadata_version", &metadata.version)) {
    fail_metadata("it has no metadata_version. Files of DeepSpeech before 0.6 have none and must be exported again.");
  }
  if (missing != nullptr && metadata.version >= 1 && metadata.version < kMinGraphVersion) {
    metadata.version = kMinGraphVersion;  // of the converted file
  }
  if (metadata.version < kMinGraphVersion) {
    throw ModelError(DS_ERR_MODEL_INCOMPATIBLE,
                     "Specified model file version (" + std::to_string(metadata.version) +
                         ") is incompatible with minimum version supported by this client (" +
                         std::to_string(kMinGraphVersion) +
                         "). deepspeech-convert --alphabet converts files of DeepSpeech 0.6.");
  }
  info->sample_rate_hz = read_in_range(constants, "metadata_sample_rate", 1, kMaxSampleRateHz);
  metadata.window_ms = read_in_range(constants, "metadata_feature_win_len", 1, kMaxWindowMs);
  metadata.step_ms = read_in_range(constants, "metadata_feature_win_step", 1, kMaxWindowMs);
  info->window_samples = samples(metadata.window_ms, info->sample_rate_hz);
  info->step_samples = samples(metadata.step_ms, info->sample_rate_hz);
  if (info->step_samples == 0 || info->step_samples > info->window_samples) {
    fail_metadata("the step between windows must be from one sample to the length of a window.");
  }
  int32_t beam_width = 0;
  const bool has_beam_width = missing == nullptr || constants.read_int("metadata_beam_width", &beam_width);
  info->beam_width =
      has_beam_width
          ? static_cast<unsigned int>(read_in_range(constants, "metadata_beam_width", 1, kMaxStoredBeamWidth))
          : kDefaultBeamWidth;
  if (!constants.read_string("metadata_alphabet", &info->alphabet)) {
    if (missing == nullptr || missing->alphabet.empty()) fail_metadata("it has no metadata_alphabet.");
    info->alphabet = missing->alphabet;
  }
  constants.read_string("metadata_language", &info->language);
  return metadata;
}

}  // namespace ds
