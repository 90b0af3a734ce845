// From several channels to one.
#ifndef DS_AUDIO_CHANNELS_H_
#define DS_AUDIO_CHANNELS_H_

#include <vector>

#include "audio/audio.h"

namespace ds {

// One channel, the first being 1; 0: the average of all. Of an average that loses sound, because a channel is
// silent or channels cancel each other out, a warning is added. Throws AudioError if there is no such channel.
std::vector<float> to_mono(const Audio& audio, int channel, Warnings* warnings);

}  // namespace ds

#endif  // DS_AUDIO_CHANNELS_H_
