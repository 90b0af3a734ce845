// Ogg files: whether all their pages are there and whole, and where one of several chained streams ends.
#ifndef DS_AUDIO_OGG_H_
#define DS_AUDIO_OGG_H_

#include <vector>

#include "audio/mpeg.h"

namespace ds {

// The chained streams of a file, mostly one, as training finds them (deepspeech_tf/audio/ogg.py; RFC 3533).
// Throws AudioError if a page is damaged, cut short or missing, or the codec is none that can be read.
std::vector<Part> ogg_streams(View file, Warnings* warnings);

}  // namespace ds

#endif  // DS_AUDIO_OGG_H_
