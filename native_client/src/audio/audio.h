// Decoded audio, and what goes wrong while a file is decoded.
#ifndef DS_AUDIO_AUDIO_H_
#define DS_AUDIO_AUDIO_H_

#include <cstddef>
#include <stdexcept>
#include <vector>

namespace ds {

struct Audio {
  int rate_hz = 0;
  int channels = 0;
  std::vector<float> samples;  // interleaved, in [-1, 1]
};

// The text says what is wrong with the file, not which file it is.
class AudioError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// Beyond these, a header is damaged. Far below the lowest rate of speech a small file would become hours of audio.
constexpr int kMinRateHz = 1000;
constexpr int kMaxRateHz = 1000000;
constexpr int kMaxChannels = 1024;

}  // namespace ds

#endif  // DS_AUDIO_AUDIO_H_
