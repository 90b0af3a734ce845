// WAV files: finds their samples even if the header states a wrong length, and decodes PCM and float.
#ifndef DS_AUDIO_WAV_H_
#define DS_AUDIO_WAV_H_

#include <cstddef>
#include <cstdint>

#include "audio/audio.h"
#include "audio/bytes.h"

namespace ds {

bool is_wav(const uint8_t* data, size_t size);  // RIFF, not the other variants

// Decodes PCM with 8 to 32 bits and floating point. Returns false for valid WAV files with another variant or coding;
// `audio` contains the warnings in this case, too. Throws AudioError.
bool decode_wav(const uint8_t* data, size_t size, Audio* audio);

// The file for another decoder: unchanged, or with correct lengths in the header. Throws AudioError.
Bytes wav_with_true_lengths(View file);

// MPEG audio in a WAV file, and its bytes. Throw AudioError.
bool is_mpeg_in_wav(View file);
View wav_samples(View file);

}  // namespace ds

#endif  // DS_AUDIO_WAV_H_
