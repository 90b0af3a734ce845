// What kind of file a recording is: told by its first bytes, never by its name.
#ifndef DS_AUDIO_CONTAINER_H_
#define DS_AUDIO_CONTAINER_H_

#include "audio/bytes.h"

namespace ds {

enum class Container { kWav, kW64, kFlac, kMp3, kOgg, kAiff, kAu, kCaf, kSphere };

// By the same table as training (deepspeech_tf/audio/container.py). Throws AudioError, saying what the file is
// instead, for all that cannot be read.
Container container_of(View file);

// Whether another recording begins at `offset`, in one of the formats whose beginning is plain.
bool begins_a_file(View file, size_t offset);

// Throws AudioError if another recording begins at `offset` or behind it.
void require_one_file(View file, size_t offset);

}  // namespace ds

#endif  // DS_AUDIO_CONTAINER_H_
