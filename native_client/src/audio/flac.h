// Prepares FLAC files for a decoder.
#ifndef DS_AUDIO_FLAC_H_
#define DS_AUDIO_FLAC_H_

#include "audio/mpeg.h"

namespace ds {

// Adds the number of samples to the header if it is missing, and removes an incomplete last frame in this case
// (deepspeech_tf/audio/flac.py; RFC 9639). Throws AudioError if another recording follows, or the header is cut
// short.
Part flac_stream(View file, Warnings* warnings);

}  // namespace ds

#endif  // DS_AUDIO_FLAC_H_
