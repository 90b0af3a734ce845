// WAV files, as far as the client reads them without another library, and the structure of other files.
#include <cmath>

#include "audio/container.h"
#include "audio/flac.h"
#include "audio/mpeg.h"
#include "audio/ogg.h"
#include "audio/read_audio.h"
#include "audio/stated_length.h"
#include "audio/wav.h"
#include "file_input.h"

namespace {

// Nothing is decoded: what is handed to a decoder must only be no larger than what the file can hold.
void take_apart(ds::View file) {
  ds::Warnings warnings;
  try {
    const ds::Container container = ds::container_of(file);
    if (container == ds::Container::kMp3) {
      for (const ds::Part& part : ds::mpeg_streams(file, &warnings)) ds::fuzz::expect(!part.data.empty());
    } else if (container == ds::Container::kOgg) {
      for (const ds::Part& part : ds::ogg_streams(file, &warnings)) ds::fuzz::expect(part.data.size() <= file.size());
    } else if (container == ds::Container::kFlac) {
      ds::fuzz::expect(ds::flac_stream(file, &warnings).data.size() <= file.size());
    } else if (container == ds::Container::kWav || container == ds::Container::kW64) {
      ds::fuzz::expect(ds::wav_samples(file).size() <= file.size());
    } else {
      ds::Bytes bytes(file.data(), file.data() + file.size());
      ds::require_stated_length(container, &bytes, &warnings);
    }
  } catch (const ds::AudioError&) {
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  take_apart(ds::View(data, size));
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
