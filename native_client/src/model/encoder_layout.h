// How a model file is streamed, from its tensor metadata_encoder.
#ifndef DS_MODEL_ENCODER_LAYOUT_H_
#define DS_MODEL_ENCODER_LAYOUT_H_

#include <cstddef>
#include <string>
#include <vector>

namespace ds {

constexpr char kEncoderOf093[] = "deepspeech";

struct StateNames {
  std::string input;
  std::string output;
  double initial = 0;
};

struct EncoderLayout {
  std::string encoder = kEncoderOf093;
  size_t chunk = 0;  // in feature frames; 0: the number in input_node
  size_t subsampling = 1;
  size_t look_ahead = 0;
  std::vector<StateNames> states;
};

// The layout of files without metadata_encoder: the two states of an LSTM.
EncoderLayout layout_of_0_9_3();

// Parses the text of metadata_encoder: lines of a key and its values, see doc/export.md. Checks that all values are in
// range and consistent. Throws ModelError.
EncoderLayout parse_encoder_layout(const std::string& text);

}  // namespace ds

#endif  // DS_MODEL_ENCODER_LAYOUT_H_
