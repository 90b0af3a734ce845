// Everything that is not WAV, through libsndfile if there is one on this machine.
#ifndef DS_AUDIO_SNDFILE_H_
#define DS_AUDIO_SNDFILE_H_

#include <string>

#include "audio/audio.h"

namespace ds {

// Decodes FLAC, Ogg (Vorbis, Opus), MP3 and more. Throws AudioError, also if there is no libsndfile; the
// text then says what to install.
Audio decode_with_sndfile(const std::string& path);

}  // namespace ds

#endif  // DS_AUDIO_SNDFILE_H_
