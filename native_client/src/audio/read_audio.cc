#include "audio/read_audio.h"

#include <algorithm>
#include <cctype>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>
#include <utility>

#include "audio/bytes.h"
#include "audio/channels.h"
#include "audio/container.h"
#include "audio/flac.h"
#include "audio/mpeg.h"
#include "audio/ogg.h"
#include "audio/resample.h"
#include "audio/sndfile.h"
#include "audio/stated_length.h"
#include "audio/wav.h"
#include "platform/files.h"

namespace ds {
namespace {

std::vector<uint8_t> read_file(const std::string& path) {
  const platform::FileStatus status = platform::status_of(path);
  if (status.kind == platform::FileKind::kMissing) throw AudioError(status.reason);
  if (status.kind == platform::FileKind::kFolder) throw AudioError("it is a directory");
  const std::unique_ptr<FILE, int (*)(FILE*)> file(platform::open_file(path, "rb"), std::fclose);
  if (file == nullptr) throw AudioError(std::strerror(errno));
  std::vector<uint8_t> bytes, portion(1 << 20);
  size_t count;
  while ((count = std::fread(portion.data(), 1, portion.size(), file.get())) > 0) {
    bytes.insert(bytes.end(), portion.begin(), portion.begin() + count);
  }
  if (std::ferror(file.get())) throw AudioError(std::strerror(errno));
  return bytes;
}

void append(Audio* audio, Audio more) {
  if (audio->channels == 0) {
    *audio = std::move(more);
    return;
  }
  if (audio->rate_hz != more.rate_hz || audio->channels != more.channels) {
    throw AudioError("it consists of several concatenated files with different sampling rates or channels");
  }
  audio->samples.insert(audio->samples.end(), more.samples.begin(), more.samples.end());
}

Audio decode(const std::string& path) {
  Bytes bytes = read_file(path);
  if (bytes.empty()) throw AudioError("it is empty (0 bytes)");
  const View file(bytes);
  const Container container = container_of(file);
  Audio audio;
  std::vector<Part> parts;
  bool is_mpeg = container == Container::kMp3;
  if (container == Container::kWav || container == Container::kW64) {
    if (decode_wav(bytes.data(), bytes.size(), &audio)) return audio;
    is_mpeg = is_mpeg_in_wav(file);
    if (is_mpeg) {
      parts = mpeg_streams(wav_samples(file), &audio.warnings);
    } else {
      parts.push_back({wav_with_true_lengths(file)});
    }
  } else if (container == Container::kMp3) {
    parts = mpeg_streams(file, &audio.warnings);
  } else if (container == Container::kOgg) {
    parts = ogg_streams(file, &audio.warnings);
  } else if (container == Container::kFlac) {
    parts.push_back(flac_stream(file, &audio.warnings));
  } else {
    require_stated_length(container, &bytes, &audio.warnings);
    parts.push_back({std::move(bytes)});
  }
  const Warnings warnings = audio.warnings;
  audio.channels = 0;
  for (const Part& part : parts) {
    append(&audio, decode_with_sndfile(part, is_mpeg || container == Container::kOgg));
  }
  audio.warnings = warnings;
  return audio;
}

}  // namespace

ModelAudio read_audio(const std::string& path, int rate_hz, int channel) {
  try {
    const Audio audio = decode(path);
    if (audio.samples.empty()) throw AudioError("it is empty (no samples)");
    ModelAudio result;
    result.warnings = audio.warnings;
    const std::vector<float> mono = to_mono(audio, channel, &result.warnings);
    result.samples.resize(resampled_length(mono.size(), audio.rate_hz, rate_hz));
    if (result.samples.empty()) throw AudioError("it is too short to be resampled");
    resample(mono.data(), mono.size(), audio.rate_hz, rate_hz, result.samples.data());
    result.original_rate_hz = audio.rate_hz;
    return result;
  } catch (const AudioError& error) {
    std::string reason = error.what();
    while (!reason.empty() && reason.back() == '.') reason.pop_back();  // messages of libsndfile end with one
    throw AudioError("Could not read audio file " + path + ": " + reason + ".");
  }
}

bool has_audio_name(const std::string& name) {
  std::string lower = name;
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](unsigned char letter) { return letter < 128 ? static_cast<char>(std::tolower(letter)) : letter; });
  if (lower.find(".wav") != std::string::npos) return true;  // anywhere, as in 0.9.3
  for (const char* extension : {".flac", ".mp3", ".ogg", ".oga", ".opus", ".aif", ".aiff", ".aifc", ".au", ".snd",
                                ".caf", ".w64", ".rf64", ".sph", ".mp2"}) {
    const size_t size = std::strlen(extension);
    if (lower.size() > size && lower.compare(lower.size() - size, size, extension) == 0) return true;
  }
  return false;
}

}  // namespace ds
