// Ogg files: verifies that all pages are present and undamaged, and separates chained streams.
#ifndef DS_AUDIO_OGG_H_
#define DS_AUDIO_OGG_H_

#include <vector>

#include "audio/mpeg.h"

namespace ds {

// Splits a file into its chained streams, as in training (deepspeech_tf/audio/ogg.py; RFC 3533); most files have one.
// Throws AudioError if a page is damaged, cut short or missing, or the codec is not supported.
std::vector<Part> ogg_streams(View file, Warnings* warnings);

}  // namespace ds

#endif  // DS_AUDIO_OGG_H_
