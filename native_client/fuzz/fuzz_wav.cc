// WAV files, as far as the client reads them without another library.
#include <cmath>

#include "audio/read_audio.h"
#include "audio/wav.h"
#include "file_input.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (!ds::is_wav(data, size)) return 0;
  ds::Audio audio;
  try {
    if (!ds::decode_wav(data, size, &audio)) return 0;
  } catch (const ds::AudioError&) {
    return 0;
  }
  ds::fuzz::expect(audio.rate_hz >= ds::kMinRateHz && audio.rate_hz <= ds::kMaxRateHz);
  ds::fuzz::expect(audio.channels >= 1 && audio.channels <= ds::kMaxChannels);
  ds::fuzz::expect(audio.samples.size() % static_cast<size_t>(audio.channels) == 0);
  ds::fuzz::expect(audio.samples.size() <= size);
  for (const float sample : audio.samples) ds::fuzz::expect(std::isfinite(sample));
  const ds::fuzz::FileInput file(data, size);
  try {
    const ds::ModelAudio result = ds::read_audio(file.path(), 16000);
    ds::fuzz::expect(result.original_rate_hz == audio.rate_hz);
  } catch (const ds::AudioError&) {
  }
  return 0;
}
