// Decoded audio, and what goes wrong while a file is decoded.
#ifndef DS_AUDIO_AUDIO_H_
#define DS_AUDIO_AUDIO_H_

#include <cstddef>
#include <stdexcept>
#include <string>
#include <vector>

namespace ds {

using Warnings = std::vector<std::string>;  // each a sentence about "it", the file

struct Audio {
  int rate_hz = 0;
  int channels = 0;
  std::vector<float> samples;  // interleaved, in [-1, 1]
  Warnings warnings;
};

// The text says what is wrong with the file, not which file it is.
class AudioError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// Beyond these, a header is damaged. Far below the lowest rate of speech a small file would become hours of audio.
constexpr int kMinRateHz = 1000;
constexpr int kMaxRateHz = 999999;
constexpr int kMaxChannels = 1024;

constexpr double kMaxAmplitude = 1e9;  // samples are around 1; so nothing computed from them leaves the numbers

// How much of the length that a header states may be missing. With less, the file is cut short.
constexpr double kLenience = 0.1;

}  // namespace ds

#endif  // DS_AUDIO_AUDIO_H_
