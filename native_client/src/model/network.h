// The network of DeepSpeech 0.9.3, independent of the file format: three dense layers, an LSTM, two dense layers,
// softmax; and the parameters of its features.
#ifndef DS_MODEL_NETWORK_H_
#define DS_MODEL_NETWORK_H_

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "model/acoustic_model.h"

namespace ds {

// Weights `(inputs, units)`, row by row, float32, little-endian, at any alignment.
struct Matrix {
  const uint8_t* data = nullptr;
  size_t inputs = 0;
  size_t units = 0;

  float at(size_t input, size_t unit) const;
};

struct DenseLayer {
  Matrix weights;
  std::vector<float> bias;  // (units,)
};

// Parameters of the operators AudioSpectrogram and Mfcc.
struct FeatureRecipe {
  int32_t stride = 0;  // samples
  bool is_squared = true;
  int32_t sample_rate_hz = 0;
  float lower_hz = 0;
  float upper_hz = 0;
  int32_t channels = 0;
};

struct Network {
  ModelInfo info;
  int32_t version = 0;  // metadata_version
  int32_t window_ms = 0;
  int32_t step_ms = 0;
  FeatureRecipe features;
  DenseLayer layers[5];  // 1, 2, 3, 5, 6
  DenseLayer lstm;       // inputs: those of the layer, then the previous output; units: gates i, c, f, o
  float clip[4] = {};    // upper limit of the rectified layers 1, 2, 3, 5
  float forget_bias = 0;
  float cell_clip = 0;  // of the cell state; 0 or less: none
  // Further metadata of type string, by names: not used, but kept by conversion.
  std::map<std::string, std::string> texts;
  std::shared_ptr<const void> owner;  // of the memory of the weights

  size_t n_hidden() const { return lstm.weights.units / 4; }
};

// Whether a constant with this name is metadata that ModelInfo does not have.
bool is_further_metadata(const std::string& name);

// The rows of `inputs` inputs, beginning with the input `first`.
Matrix part_of(const Matrix& matrix, size_t first, size_t inputs);

// Copies float32 values from any alignment.
void copy_floats(const uint8_t* from, size_t count, float* to);

}  // namespace ds

#endif  // DS_MODEL_NETWORK_H_
