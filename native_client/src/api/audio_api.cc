// Resampling for programs that record or read audio at another sampling rate than that of the model.
#include <cmath>
#include <cstdint>
#include <limits>
#include <string>

#include "api/report.h"
#include "audio/audio.h"
#include "audio/resample.h"
#include "deepspeech.h"

namespace {

[[noreturn]] void fail(const std::string& reason) { throw ds::ModelError(DS_ERR_INVALID_VALUE, reason); }

int checked_rate(unsigned int rate_hz) {
  if (rate_hz < static_cast<unsigned int>(ds::kMinRateHz) || rate_hz > static_cast<unsigned int>(ds::kMaxRateHz)) {
    fail("expected a sampling rate from " + std::to_string(ds::kMinRateHz) + " to " + std::to_string(ds::kMaxRateHz) +
         " Hz. Received: " + std::to_string(rate_hz));
  }
  return static_cast<int>(rate_hz);
}

void check_samples(const float* samples, unsigned int count) {
  for (unsigned int i = 0; i < count; i++) {
    if (std::abs(samples[i]) <= ds::kMaxAmplitude) continue;  // not true for NaN
    fail("expected finite samples of at most 1e9. Received: " + std::to_string(samples[i]) + " at position " +
         std::to_string(i));
  }
}

int resample(const float* samples, unsigned int count, unsigned int from, unsigned int to, short* result,
             unsigned int room, unsigned int* length) {
  const int from_hz = checked_rate(from), to_hz = checked_rate(to);
  const unsigned int available = samples == nullptr ? 0 : count;
  const uint64_t resampled = ds::resampled_length(available, from_hz, to_hz);
  if (resampled > std::numeric_limits<unsigned int>::max()) {
    fail("expected a result of at most " + std::to_string(std::numeric_limits<unsigned int>::max()) +
         " samples. Received: " + std::to_string(resampled));
  }
  if (result != nullptr) {
    if (resampled > room) {
      fail("expected room for " + std::to_string(resampled) + " samples. Received: room for " + std::to_string(room));
    }
    check_samples(samples, available);
    ds::resample(samples, available, from_hz, to_hz, result);
  }
  *length = static_cast<unsigned int>(resampled);
  return DS_ERR_OK;
}

}  // namespace

int DS_ResampleAudio(const float* aBuffer, unsigned int aBufferSize, unsigned int aFromRate, unsigned int aToRate,
                     short* aResult, unsigned int aResultSize, unsigned int* retval) {
  if (retval == nullptr) return ds::without(DS_ERR_INVALID_VALUE);
  *retval = 0;
  return ds::guard_status(DS_ERR_INVALID_VALUE, [&] {
    return resample(aBuffer, aBufferSize, aFromRate, aToRate, aResult, aResultSize, retval);
  });
}
