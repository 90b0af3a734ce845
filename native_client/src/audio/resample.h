// Resampling by band-limited interpolation.
#ifndef DS_AUDIO_RESAMPLE_H_
#define DS_AUDIO_RESAMPLE_H_

#include <vector>

namespace ds {

// Resamples one channel with a Kaiser-windowed sinc (Smith, "Digital Audio Resampling",
// CCRMA), 0 dB to 0.46 of the lower rate, stop band below -90 dB. The length is rounded.
std::vector<float> resample(const std::vector<float>& samples, int from_hz, int to_hz);

}  // namespace ds

#endif  // DS_AUDIO_RESAMPLE_H_
