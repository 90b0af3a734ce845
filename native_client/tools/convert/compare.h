// Compares the probabilities of two models for a recording.
#ifndef DS_TOOLS_CONVERT_COMPARE_H_
#define DS_TOOLS_CONVERT_COMPARE_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace ds {

struct Difference {
  double largest = 0;  // of two probabilities
  size_t rows = 0;
};

// The probabilities of a model for a recording, `(rows, classes)`. Throws std::runtime_error.
std::vector<double> probabilities_of(const std::string& model, const std::vector<int16_t>& samples, size_t* rows);

// `samples` have the models' rate. Throws std::runtime_error.
Difference compare_models(const std::string& first, const std::string& second, const std::vector<int16_t>& samples);

}  // namespace ds

#endif  // DS_TOOLS_CONVERT_COMPARE_H_
