// Audio files of any rate and channel count as the 16-bit mono samples that a model takes.
#ifndef DS_AUDIO_READ_AUDIO_H_
#define DS_AUDIO_READ_AUDIO_H_

#include <cstdint>
#include <string>
#include <vector>

#include "audio/audio.h"

namespace ds {

struct ModelAudio {
  std::vector<int16_t> samples;
  int original_rate_hz = 0;
  Warnings warnings;
};

// Averages the channels, or takes one of them (the first is 1), changes the rate, rounds to 16 bits. A mono
// 16-bit file of the right rate gives exactly its samples. Throws AudioError, whose text names the file.
ModelAudio read_audio(const std::string& path, int rate_hz, int channel = 0);

// Whether a file is taken from a directory: by the extensions that training takes, in any case.
bool has_audio_name(const std::string& name);

}  // namespace ds

#endif  // DS_AUDIO_READ_AUDIO_H_
