// Detects the container format of a recording from its first bytes, not from its name.
#ifndef DS_AUDIO_CONTAINER_H_
#define DS_AUDIO_CONTAINER_H_

#include "audio/bytes.h"

namespace ds {

enum class Container { kWav, kW64, kFlac, kMp3, kOgg, kAiff, kAu, kCaf, kSphere };

// Uses the same table as training (deepspeech_tf/audio/container.py). Throws AudioError with the name of the format
// if it is not supported.
Container container_of(View file);

// Whether another recording starts at `offset`, in a format with an unambiguous signature.
bool begins_a_file(View file, size_t offset);

// Throws AudioError if another recording starts at or after `offset`.
void require_one_file(View file, size_t offset);

}  // namespace ds

#endif  // DS_AUDIO_CONTAINER_H_
