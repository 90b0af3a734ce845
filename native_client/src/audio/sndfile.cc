#include "audio/sndfile.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <vector>

#include "platform/shared_library.h"

namespace ds {
namespace {

// The part of libsndfile's interface that is used here; its values and layout are stable since version 1.0.
struct SndfileInfo {
  int64_t frames;
  int rate_hz;
  int channels;
  int format;
  int sections;
  int seekable;
};
constexpr int kRead = 0x10;
constexpr int64_t kUnknownFrames = INT64_MAX;
constexpr int64_t kPortionFrames = 1 << 16;  // a damaged header may state a length that exceeds memory

// A file in memory, for libsndfile.
struct Memory {
  const Bytes* data;
  int64_t position;
};

int64_t memory_length(void* user) { return static_cast<int64_t>(static_cast<Memory*>(user)->data->size()); }

int64_t memory_seek(int64_t offset, int whence, void* user) {
  auto* memory = static_cast<Memory*>(user);
  const int64_t base = whence == SEEK_SET ? 0 : whence == SEEK_CUR ? memory->position : memory_length(user);
  if (offset < -base || offset > memory_length(user) - base) return -1;
  memory->position = base + offset;
  return memory->position;
}

int64_t memory_read(void* target, int64_t count, void* user) {
  auto* memory = static_cast<Memory*>(user);
  const int64_t received = std::max<int64_t>(0, std::min(count, memory_length(user) - memory->position));
  if (received > 0) std::memcpy(target, memory->data->data() + memory->position, static_cast<size_t>(received));
  memory->position += received;
  return received;
}

int64_t memory_tell(void* user) { return static_cast<Memory*>(user)->position; }

struct VirtualFile {
  int64_t (*length)(void* user);
  int64_t (*seek)(int64_t offset, int whence, void* user);
  int64_t (*read)(void* target, int64_t count, void* user);
  int64_t (*write)(const void* source, int64_t count, void* user);
  int64_t (*tell)(void* user);
};

struct Sndfile {
  void* (*open)(VirtualFile* functions, int mode, SndfileInfo* info, void* user);
  int (*close)(void* file);
  int64_t (*read_frames)(void* file, float* samples, int64_t frames);
  int (*error)(void* file);
  const char* (*error_text)(void* file);
};

platform::Library open_library() {
  std::vector<std::string> names = platform::sndfile_names();
  const char* chosen = std::getenv("DS_SNDFILE_LIBRARY");
  if (chosen != nullptr && *chosen != '\0') names.insert(names.begin(), chosen);
  std::string reason;
  for (const std::string& name : names) {
    const platform::Library library = platform::open_library(name, &reason);
    if (library != nullptr) return library;
  }
  throw AudioError("only WAV can be read without libsndfile. Install it (" + platform::sndfile_commands() +
                   "), or set DS_SNDFILE_LIBRARY to its path");
}

template <typename Function>
void bind(platform::Library handle, const char* name, Function* function) {
  *function = reinterpret_cast<Function>(platform::find_function(handle, name));
  if (*function == nullptr) throw AudioError(std::string("libsndfile has no function ") + name);
}

Sndfile load() {
  const platform::Library handle = open_library();
  Sndfile library;
  bind(handle, "sf_open_virtual", &library.open);
  bind(handle, "sf_close", &library.close);
  bind(handle, "sf_readf_float", &library.read_frames);
  bind(handle, "sf_error", &library.error);
  bind(handle, "sf_strerror", &library.error_text);
  return library;
}

// Removes the full stop from messages of libsndfile, which become part of a sentence.
std::string without_stop(std::string reason) {
  while (!reason.empty() && reason.back() == '.') reason.pop_back();
  return reason;
}

std::vector<float> read_samples(const Sndfile& library, void* file, const SndfileInfo& info, int64_t wanted,
                                bool is_lossy) {
  std::vector<float> samples, portion(static_cast<size_t>(kPortionFrames) * info.channels);
  int64_t received = 0;
  while (received < wanted) {
    const int64_t frames = library.read_frames(file, portion.data(), std::min(kPortionFrames, wanted - received));
    if (frames <= 0) break;
    samples.insert(samples.end(), portion.begin(), portion.begin() + frames * info.channels);
    received += frames;
  }
  if (library.error(file) != 0) throw AudioError("it is damaged: " + without_stop(library.error_text(file)));
  if (received < wanted && wanted != kUnknownFrames && !is_lossy) {
    throw AudioError("it is cut short or damaged: expected " + std::to_string(wanted) +
                     " samples. Received: " + std::to_string(received));
  }
  for (float& sample : samples) {
    if (std::abs(sample) <= kMaxAmplitude) continue;
    if (!is_lossy) throw AudioError("it has samples that are infinite, NaN or larger than 1e9");
    sample = std::isnan(sample) ? 0 : std::copysign(static_cast<float>(kMaxAmplitude), sample);
  }
  return samples;
}

}  // namespace

Audio decode_with_sndfile(const Part& part, bool is_lossy) {
  static const Sndfile library = load();
  static VirtualFile functions = {memory_length, memory_seek, memory_read, nullptr, memory_tell};
  SndfileInfo info = {};
  Memory memory = {&part.data, 0};
  void* file = library.open(&functions, kRead, &info, &memory);
  if (file == nullptr) {
    throw AudioError("it is damaged or not in a supported audio format: " + without_stop(library.error_text(nullptr)));
  }
  Audio audio;
  try {
    if (info.rate_hz < kMinRateHz || info.rate_hz > kMaxRateHz || info.channels < 1 || info.channels > kMaxChannels) {
      throw AudioError("its header is damaged (" + std::to_string(info.rate_hz) + " Hz, " +
                       std::to_string(info.channels) + " channels)");
    }
    audio.rate_hz = info.rate_hz;
    audio.channels = info.channels;
    audio.samples = read_samples(library, file, info, part.samples >= 0 ? part.samples : info.frames, is_lossy);
  } catch (...) {
    library.close(file);
    throw;
  }
  library.close(file);
  return audio;
}

}  // namespace ds
