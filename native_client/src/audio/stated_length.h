// Compares the lengths that AIFF, AU, CAF and SPHERE files state with the sizes of the files.
#ifndef DS_AUDIO_STATED_LENGTH_H_
#define DS_AUDIO_STATED_LENGTH_H_

#include "audio/audio.h"
#include "audio/bytes.h"
#include "audio/container.h"

namespace ds {

// As training does it (deepspeech_tf/audio/stated_length.py). Throws AudioError if more than a tenth is missing;
// of less, a warning tells. A file that states no length gets its true one, because libsndfile refuses some of them.
void require_stated_length(Container container, Bytes* bytes, Warnings* warnings);

// Warns or throws if a header states more than the `there` bytes of samples in the file.
void compare_length(uint64_t stated, uint64_t there, uint64_t expected_size, size_t size, Warnings* warnings);

}  // namespace ds

#endif  // DS_AUDIO_STATED_LENGTH_H_
