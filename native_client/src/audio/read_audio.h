// Reads audio files with any sampling rate and number of channels as 16-bit mono samples for the model.
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

// Averages the channels, or selects one (the first is 1), resamples, and rounds to 16 bits. The samples of a mono
// 16-bit file with the requested rate are unchanged. Throws AudioError, whose text names the file.
ModelAudio read_audio(const std::string& path, int rate_hz, int channel = 0);

// Whether the program uses a file in a directory: it has an extension that training supports, in any case.
bool has_audio_name(const std::string& name);

}  // namespace ds

#endif  // DS_AUDIO_READ_AUDIO_H_
