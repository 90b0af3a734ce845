// Decodes formats other than plain WAV with libsndfile, if it is installed.
#ifndef DS_AUDIO_SNDFILE_H_
#define DS_AUDIO_SNDFILE_H_

#include "audio/mpeg.h"

namespace ds {

// Decodes FLAC, Ogg (Vorbis, Opus), MP3 and more. Throws AudioError; if libsndfile is missing, the text says what to
// install.
//   is_lossy: MP3 or Ogg, whose decoders may return fewer samples than stated, and any numbers for damaged frames;
//     such numbers are limited.
Audio decode_with_sndfile(const Part& part, bool is_lossy);

}  // namespace ds

#endif  // DS_AUDIO_SNDFILE_H_
