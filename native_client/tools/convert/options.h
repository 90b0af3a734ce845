// The command line of deepspeech-convert.
#ifndef DS_TOOLS_CONVERT_OPTIONS_H_
#define DS_TOOLS_CONVERT_OPTIONS_H_

#include <string>

#include "model/network_tflite.h"

namespace ds {

struct ConvertOptions {
  std::string input;
  std::string output;
  bool is_graph = false;  // write a memory-mapped graph, otherwise a .tflite file
  WeightFormat weights = WeightFormat::kFloat32;
  std::string alphabet;  // path, or empty
  std::string audio;     // path, or empty
};

// Returns false if the program must exit with `status`.
bool parse_options(int argc, char** argv, ConvertOptions* options, int* status);

// "float32".
const char* name_of(WeightFormat format);

}  // namespace ds

#endif  // DS_TOOLS_CONVERT_OPTIONS_H_
