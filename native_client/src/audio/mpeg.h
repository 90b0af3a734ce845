// MPEG audio (MP3): the frames of a file without the tags and other bytes around them.
#ifndef DS_AUDIO_MPEG_H_
#define DS_AUDIO_MPEG_H_

#include <cstdint>
#include <vector>

#include "audio/audio.h"
#include "audio/bytes.h"

namespace ds {

// A file, or a part of one, for a decoder.
struct Part {
  Bytes data;
  int64_t samples = -1;  // of each channel; -1: the decoder knows
};

// The streams of a file, mostly one, as training finds them (deepspeech_tf/audio/mpeg.py). Throws AudioError if
// there are no frames, or fewer than a tag states, or the streams do not fit together.
std::vector<Part> mpeg_streams(View file, Warnings* warnings);

// End of the ID3v2 tags at `offset`: `offset` itself if there are none.
size_t skip_id3v2(View file, size_t offset);

// Where, from `offset` on, this many frames of one kind first follow each other.
size_t find_mpeg_frames(View file, size_t offset, int frames);

}  // namespace ds

#endif  // DS_AUDIO_MPEG_H_
