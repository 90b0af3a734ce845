#include "model/network.h"

#include <algorithm>
#include <cstring>
#include <set>
#include <string>

#include "deepspeech.h"
#include "model/model_error.h"
#include "model/network_limits.h"

namespace ds {
namespace {

void expect_size(const std::string& what, size_t expected, size_t received) {
  if (expected == received) return;
  throw ModelError(DS_ERR_INVALID_SHAPE, "The model file does not fit this client: " + what + " must be " +
                                             std::to_string(expected) + ". Received: " + std::to_string(received));
}

}  // namespace

float Matrix::at(size_t input, size_t unit) const {
  float value;
  std::memcpy(&value, data + (input * units + unit) * sizeof(float), sizeof(value));
  return value;
}

bool is_further_metadata(const std::string& name) {
  constexpr char kBegin[] = "metadata_";
  static const std::set<std::string> known = {
      "metadata_version",          "metadata_sample_rate",  "metadata_feature_win_len",
      "metadata_feature_win_step", "metadata_beam_width",   "metadata_alphabet",
      "metadata_language",         "metadata_final_window", "metadata_encoder"};
  if (name.rfind(kBegin, 0) != 0) return false;
  // Files for the clients of 0.9.3 and Coqui also contain the values under other names.
  for (const std::string& ending : {std::string(), std::string("_copy"), std::string("/value")}) {
    const bool has_ending =
        name.size() > ending.size() && name.compare(name.size() - ending.size(), ending.size(), ending) == 0;
    if (has_ending && known.count(name.substr(0, name.size() - ending.size())) > 0) return false;
  }
  return true;
}

Matrix part_of(const Matrix& matrix, size_t first, size_t inputs) {
  return {matrix.data + first * matrix.units * sizeof(float), inputs, matrix.units};
}

void copy_floats(const uint8_t* from, size_t count, float* to) {
  if (count > 0) std::memcpy(to, from, count * sizeof(float));
}

void check_sizes(const Network& network) {
  const ModelInfo& info = network.info;
  const char* const names[] = {"1", "2", "3", "5", "6"};
  const size_t hidden = network.n_hidden();
  expect_size("the units of the LSTM", 4 * hidden, network.lstm.weights.units);
  size_t before = info.frame_values();
  for (size_t i = 0; i < 5; i++) {
    if (i == 3) {
      expect_size("the inputs of the LSTM", before + hidden, network.lstm.weights.inputs);
      before = hidden;
    }
    const Matrix& weights = network.layers[i].weights;
    expect_size(std::string("the inputs of layer ") + names[i], before, weights.inputs);
    before = weights.units;
  }
  for (const StateSpec& state : info.states) {
    expect_size("the size of " + state.input, hidden, static_cast<size_t>(state.shape.back()));
  }
  size_t widest = std::max(info.frame_values(), network.lstm.weights.units);
  for (const DenseLayer& layer : network.layers) widest = std::max(widest, layer.weights.units);
  if (info.chunk > kMaxActivations / widest) {
    throw ModelError(DS_ERR_INVALID_SHAPE, "The model file does not fit this client: a chunk must have " +
                                               std::to_string(kMaxActivations) +
                                               " values at most. Received: " + std::to_string(info.chunk) +
                                               " frames of " + std::to_string(widest) + " values");
  }
}

}  // namespace ds
