// Rules about the lengths that headers state, and the lengths of AIFF, AU, CAF and SPHERE files.
#ifndef DS_AUDIO_STATED_LENGTH_H_
#define DS_AUDIO_STATED_LENGTH_H_

#include <cstdint>
#include <string>

#include "audio/audio.h"
#include "audio/bytes.h"
#include "audio/container.h"

namespace ds {

// As training does it (deepspeech_tf/audio/stated_length.py). Throws AudioError if more than a tenth is missing;
// of less, a warning tells. A file that states no length gets its true one, because libsndfile refuses some of them.
void require_stated_length(Container container, Bytes* bytes, Warnings* warnings);

// Whether a length in a field of so many bits, which exceeds the file, means "to the end of the file".
bool is_unknown_length(uint64_t length, int bits);

// Whether this unknown length is one that programs are known to state; others are worth a warning.
bool is_usual_length(uint64_t length, int bits);

// The warning about a header that states more bytes of samples than there are.
std::string overstated(uint64_t length, uint64_t there);

// Warns or throws if a header states more than the `there` bytes of samples in the file.
void compare_length(uint64_t stated, uint64_t there, uint64_t expected_size, size_t size, Warnings* warnings);

}  // namespace ds

#endif  // DS_AUDIO_STATED_LENGTH_H_
