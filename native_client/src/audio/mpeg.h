// MPEG audio (MP3): finds the frames of a file, without tags and other bytes between them.
#ifndef DS_AUDIO_MPEG_H_
#define DS_AUDIO_MPEG_H_

#include <cstdint>
#include <vector>

#include "audio/audio.h"
#include "audio/bytes.h"

namespace ds {

// A file or a part of a file, for a decoder.
struct Part {
  Bytes data;
  int64_t samples = -1;  // per channel; -1: determined by the decoder
};

// Splits a file into its streams, as in training (deepspeech_tf/audio/mpeg.py); most files have one. Throws
// AudioError if there are no frames, fewer than a tag states, or streams of different kinds.
std::vector<Part> mpeg_streams(View file, Warnings* warnings);

// End of the ID3v2 tags at `offset`; `offset` if there are none.
size_t skip_id3v2(View file, size_t offset);

// First offset from `offset` on with this many consecutive frames of one kind.
size_t find_mpeg_frames(View file, size_t offset, int frames);

// Throws AudioError if MPEG audio starts at or after `offset`, for recordings in other formats. Only three complete
// frames count.
void require_no_mpeg(View file, size_t offset);

}  // namespace ds

#endif  // DS_AUDIO_MPEG_H_
