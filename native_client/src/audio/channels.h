// Conversion of several channels to one.
#ifndef DS_AUDIO_CHANNELS_H_
#define DS_AUDIO_CHANNELS_H_

#include <vector>

#include "audio/audio.h"

namespace ds {

// Selects one channel (the first is 1), or averages all (0). Adds a warning if a channel is silent, or if channels
// cancel each other out in the average. Throws AudioError if there is no such channel.
std::vector<float> to_mono(const Audio& audio, int channel, Warnings* warnings);

}  // namespace ds

#endif  // DS_AUDIO_CHANNELS_H_
