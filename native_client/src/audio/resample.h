// Resampling by band-limited interpolation, and rounding to 16 bits.
#ifndef DS_AUDIO_RESAMPLE_H_
#define DS_AUDIO_RESAMPLE_H_

#include <cstddef>
#include <cstdint>

namespace ds {

// Number of samples after resampling, rounded. The sampling rates are at most kMaxRateHz.
uint64_t resampled_length(size_t count, int from_hz, int to_hz);

// Resamples `count` samples of one channel, where full scale is 1, with a Kaiser-windowed sinc (Smith, "Digital Audio
// Resampling", CCRMA), 0 dB to 0.46 of the lower rate, stop band below -90 dB. `result` has room for
// `resampled_length(count, from_hz, to_hz)` samples; values beyond full scale are clipped.
void resample(const float* samples, size_t count, int from_hz, int to_hz, int16_t* result);

}  // namespace ds

#endif  // DS_AUDIO_RESAMPLE_H_
