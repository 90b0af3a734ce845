#include "audio/read_audio.h"

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <memory>

#include <sys/stat.h>

#include "audio/resample.h"
#include "audio/sndfile.h"
#include "audio/wav.h"

namespace ds {
namespace {

std::vector<uint8_t> read_file(const std::string& path) {
  struct stat status;
  if (stat(path.c_str(), &status) != 0) throw AudioError(std::strerror(errno));
  if (S_ISDIR(status.st_mode)) throw AudioError("it is a directory");
  const std::unique_ptr<FILE, int (*)(FILE*)> file(std::fopen(path.c_str(), "rb"), std::fclose);
  if (file == nullptr) throw AudioError(std::strerror(errno));
  std::vector<uint8_t> bytes, portion(1 << 20);
  size_t count;
  while ((count = std::fread(portion.data(), 1, portion.size(), file.get())) > 0) {
    bytes.insert(bytes.end(), portion.begin(), portion.begin() + count);
  }
  if (std::ferror(file.get())) throw AudioError(std::strerror(errno));
  return bytes;
}

Audio decode(const std::string& path) {
  const std::vector<uint8_t> bytes = read_file(path);
  if (bytes.empty()) throw AudioError("it is empty");
  Audio audio;
  if (is_wav(bytes.data(), bytes.size()) && decode_wav(bytes.data(), bytes.size(), &audio)) return audio;
  return decode_with_sndfile(path);
}

std::vector<float> to_mono(const Audio& audio) {
  if (audio.channels == 1) return audio.samples;
  const size_t channels = static_cast<size_t>(audio.channels);
  std::vector<float> mono(audio.samples.size() / channels);
  for (size_t i = 0; i < mono.size(); i++) {
    double sum = 0.0;
    for (size_t channel = 0; channel < channels; channel++) sum += audio.samples[i * channels + channel];
    mono[i] = static_cast<float>(sum / audio.channels);
  }
  return mono;
}

int16_t to_int16(float sample) {
  const float scaled = std::nearbyint(sample * 32768.0f);
  return static_cast<int16_t>(std::clamp(scaled, -32768.0f, 32767.0f));
}

}  // namespace

ModelAudio read_audio(const std::string& path, int rate_hz) {
  try {
    const Audio audio = decode(path);
    const std::vector<float> samples = resample(to_mono(audio), audio.rate_hz, rate_hz);
    ModelAudio result;
    result.original_rate_hz = audio.rate_hz;
    result.samples.resize(samples.size());
    std::transform(samples.begin(), samples.end(), result.samples.begin(), to_int16);
    return result;
  } catch (const AudioError& error) {
    std::string reason = error.what();
    while (!reason.empty() && reason.back() == '.') reason.pop_back();  // those of libsndfile have one
    throw AudioError("Could not read audio file " + path + ": " + reason + ".");
  }
}

}  // namespace ds
