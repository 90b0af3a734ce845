// WAV files: where their samples are, whatever their headers say of the length, and PCM and floats in them.
#ifndef DS_AUDIO_WAV_H_
#define DS_AUDIO_WAV_H_

#include <cstddef>
#include <cstdint>

#include "audio/audio.h"
#include "audio/bytes.h"

namespace ds {

bool is_wav(const uint8_t* data, size_t size);  // RIFF, not its other forms

// Decodes PCM of 8 to 32 bits and floating point. False if it is sound WAV of another form or coding; what there
// is to warn of is in `audio` then, too. Throws AudioError.
bool decode_wav(const uint8_t* data, size_t size, Audio* audio);

// The file as another decoder may be given it: as it is, or with true lengths in its header. Throws AudioError.
Bytes wav_with_true_lengths(View file);

// MPEG audio in a WAV file, and its bytes. Throw AudioError.
bool is_mpeg_in_wav(View file);
View wav_samples(View file);

}  // namespace ds

#endif  // DS_AUDIO_WAV_H_
