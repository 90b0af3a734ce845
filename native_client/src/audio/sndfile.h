// Decodes formats other than plain WAV with libsndfile, if it is installed.
#ifndef DS_AUDIO_SNDFILE_H_
#define DS_AUDIO_SNDFILE_H_

#include "audio/mpeg.h"

namespace ds {

// Decodes FLAC, Ogg (Vorbis, Opus), MP3 and more. Throws AudioError; if libsndfile is missing, the text says what to
// install.
//   may_lack: the decoder may return fewer samples than stated.
Audio decode_with_sndfile(const Part& part, bool may_lack);

}  // namespace ds

#endif  // DS_AUDIO_SNDFILE_H_
