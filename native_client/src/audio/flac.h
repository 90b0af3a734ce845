// FLAC files whose header does not say how many samples there are, and joined ones.
#ifndef DS_AUDIO_FLAC_H_
#define DS_AUDIO_FLAC_H_

#include "audio/mpeg.h"

namespace ds {

// The file for a decoder, with the number of its samples in the header (deepspeech_tf/audio/flac.py; RFC 9639).
// Of one without a number that ends within a frame, what comes before. Throws AudioError if another FLAC file is
// joined to its end, or the header is cut short.
Part flac_stream(View file, Warnings* warnings);

}  // namespace ds

#endif  // DS_AUDIO_FLAC_H_
