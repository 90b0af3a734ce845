// Compares the probabilities of two models for a recording.
#ifndef DS_TOOLS_CONVERT_COMPARE_H_
#define DS_TOOLS_CONVERT_COMPARE_H_

#include <cstddef>
#include <string>
#include <vector>

namespace ds {

struct Difference {
  double largest = 0;  // of two probabilities
  size_t rows = 0;
};

// The probabilities of a model for a recording, `(rows, classes)`. Throws std::runtime_error.
std::vector<double> probabilities_of(const std::string& model, const std::string& audio, size_t* rows);

// Throws std::runtime_error.
Difference compare_models(const std::string& first, const std::string& second, const std::string& audio);

}  // namespace ds

#endif  // DS_TOOLS_CONVERT_COMPARE_H_
