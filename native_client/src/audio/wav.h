// WAV files: RIFF containers with PCM of 8, 16, 24 or 32 bits or floating point of 32 or 64.
#ifndef DS_AUDIO_WAV_H_
#define DS_AUDIO_WAV_H_

#include <cstddef>
#include <cstdint>

#include "audio/audio.h"

namespace ds {

bool is_wav(const uint8_t* data, size_t size);

// Decodes a whole file. False if it is sound WAV with a coding other than those above. Throws AudioError.
bool decode_wav(const uint8_t* data, size_t size, Audio* audio);

}  // namespace ds

#endif  // DS_AUDIO_WAV_H_
