// Decoded audio and decoding errors.
#ifndef DS_AUDIO_AUDIO_H_
#define DS_AUDIO_AUDIO_H_

#include <cstddef>
#include <stdexcept>
#include <string>
#include <vector>

namespace ds {

using Warnings = std::vector<std::string>;  // phrased as "it …" or "its …", about the file

struct Audio {
  int rate_hz = 0;
  int channels = 0;
  std::vector<float> samples;  // interleaved, in [-1, 1]
  Warnings warnings;
};

// The text describes the error, without the name of the file.
class AudioError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// Values outside these limits mean that a header is damaged. A small file with a rate of 1 Hz would be hours of audio.
constexpr int kMinRateHz = 1000;
constexpr int kMaxRateHz = 999999;
constexpr int kMaxChannels = 1024;

constexpr double kMaxAmplitude = 1e9;  // samples are around 1; prevents overflow in later computations

// Fraction of the stated length that may be missing. If more is missing, the file is cut short.
constexpr double kLenience = 0.1;

}  // namespace ds

#endif  // DS_AUDIO_AUDIO_H_
