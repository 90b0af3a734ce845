// Everything that is not plain WAV, through libsndfile if there is one on this machine.
#ifndef DS_AUDIO_SNDFILE_H_
#define DS_AUDIO_SNDFILE_H_

#include "audio/mpeg.h"

namespace ds {

// Decodes FLAC, Ogg (Vorbis, Opus), MP3 and more. Throws AudioError, also if there is no libsndfile; the
// text then says what to install.
//   may_lack: the decoder may give fewer samples than it promised.
Audio decode_with_sndfile(const Part& part, bool may_lack);

}  // namespace ds

#endif  // DS_AUDIO_SNDFILE_H_
