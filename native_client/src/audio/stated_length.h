// Lengths that AIFF, AU, CAF and SPHERE files state, compared with the files themselves.
#ifndef DS_AUDIO_STATED_LENGTH_H_
#define DS_AUDIO_STATED_LENGTH_H_

#include "audio/audio.h"
#include "audio/container.h"

namespace ds {

// As training does it (deepspeech_tf/audio/stated_length.py). Throws AudioError if more than a tenth is missing;
// of less, a warning tells.
void require_stated_length(Container container, View file, Warnings* warnings);

// Warns or throws for `there` bytes of samples where a header states more.
void compare_length(uint64_t stated, uint64_t there, uint64_t expected_size, size_t size, Warnings* warnings);

}  // namespace ds

#endif  // DS_AUDIO_STATED_LENGTH_H_
