#include "compare.h"

#include <algorithm>
#include <cmath>
#include <memory>
#include <stdexcept>

#include "deepspeech.h"

namespace ds {

std::vector<double> probabilities_of(const std::string& path, const std::vector<int16_t>& samples, size_t* rows) {
  ModelState* state = nullptr;
  const int status = DS_CreateModel(path.c_str(), &state);
  const std::unique_ptr<ModelState, decltype(&DS_FreeModel)> model(state, DS_FreeModel);
  if (status != DS_ERR_OK) throw std::runtime_error(path + " cannot be loaded");
  DS_SetModelBeamWidth(state, 1);
  const std::unique_ptr<MetadataWithEmissions, decltype(&DS_FreeMetadataWithEmissions)> results(
      DS_SpeechToTextWithEmissions(state, samples.data(), static_cast<unsigned int>(samples.size()), 1),
      DS_FreeMetadataWithEmissions);
  if (!results) throw std::runtime_error(path + " cannot be run");
  const AcousticModelEmissions& emissions = *results->emissions;
  *rows = static_cast<size_t>(emissions.num_timesteps);
  const size_t count = *rows * static_cast<size_t>(emissions.num_symbols);
  return std::vector<double>(emissions.emissions, emissions.emissions + count);
}

Difference compare_models(const std::string& first, const std::string& second, const std::vector<int16_t>& samples) {
  Difference difference;
  size_t rows = 0;
  const std::vector<double> before = probabilities_of(first, samples, &difference.rows);
  const std::vector<double> after = probabilities_of(second, samples, &rows);
  if (before.size() != after.size()) throw std::runtime_error("the models compute different numbers of rows");
  for (size_t i = 0; i < before.size(); i++) {
    const double distance = std::fabs(before[i] - after[i]);
    // NaN counts as the largest possible difference.
    difference.largest = std::max(difference.largest, distance == distance ? distance : 1.0);
  }
  return difference;
}

}  // namespace ds
