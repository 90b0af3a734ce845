#include "audio/sndfile.h"

#include <cmath>
#include <cstdint>
#include <cstdlib>

#include <dlfcn.h>

namespace ds {
namespace {

// libsndfile's interface as far as it is used here; its values and layout are fixed since version 1.0.
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
constexpr int64_t kPortionFrames = 1 << 16;  // a damaged header may promise more than any memory holds

struct Sndfile {
  void* (*open)(const char* path, int mode, SndfileInfo* info);
  int (*close)(void* file);
  int64_t (*read_frames)(void* file, float* samples, int64_t frames);
  const char* (*error_text)(void* file);
};

void* open_library() {
  const char* chosen = std::getenv("DS_SNDFILE_LIBRARY");
  // The last two are the names in Python's soundfile package, found through the run path.
  for (const char* name : {chosen, "libsndfile.so.1", "libsndfile_x86_64.so", "libsndfile_arm64.so"}) {
    if (name == nullptr || *name == '\0') continue;
    void* handle = dlopen(name, RTLD_NOW | RTLD_LOCAL);
    if (handle != nullptr) return handle;
  }
  throw AudioError(
      "only WAV can be read without libsndfile. Install it (apt install libsndfile1, or pip install "
      "soundfile), or set DS_SNDFILE_LIBRARY to its path");
}

template <typename Function>
void bind(void* handle, const char* name, Function* function) {
  *function = reinterpret_cast<Function>(dlsym(handle, name));
  if (*function == nullptr) throw AudioError(std::string("libsndfile has no function ") + name);
}

Sndfile load() {
  void* handle = open_library();
  Sndfile library;
  bind(handle, "sf_open", &library.open);
  bind(handle, "sf_close", &library.close);
  bind(handle, "sf_readf_float", &library.read_frames);
  bind(handle, "sf_strerror", &library.error_text);
  return library;
}

// The library ends its reasons with a full stop; ours go into sentences that have one.
std::string without_stop(std::string reason) {
  while (!reason.empty() && reason.back() == '.') reason.pop_back();
  return reason;
}

std::vector<float> read_samples(const Sndfile& library, void* file, const SndfileInfo& info) {
  std::vector<float> samples, portion(static_cast<size_t>(kPortionFrames) * info.channels);
  int64_t received = 0;
  while (true) {
    const int64_t frames = library.read_frames(file, portion.data(), kPortionFrames);
    if (frames <= 0) break;
    samples.insert(samples.end(), portion.begin(), portion.begin() + frames * info.channels);
    received += frames;
  }
  if (info.frames != kUnknownFrames && received < info.frames) {
    throw AudioError("it is cut short: " + std::to_string(info.frames) + " samples expected. Received: " +
                     std::to_string(received));
  }
  for (const float sample : samples) {
    if (!std::isfinite(sample)) throw AudioError("it has samples that are not finite numbers");
  }
  return samples;
}

}  // namespace

Audio decode_with_sndfile(const std::string& path) {
  static const Sndfile library = load();
  SndfileInfo info = {};
  void* file = library.open(path.c_str(), kRead, &info);
  if (file == nullptr) throw AudioError(without_stop(library.error_text(nullptr)));
  Audio audio;
  try {
    if (info.rate_hz < kMinRateHz || info.rate_hz > kMaxRateHz || info.channels < 1 || info.channels > kMaxChannels) {
      throw AudioError("its header is damaged");
    }
    audio.rate_hz = info.rate_hz;
    audio.channels = info.channels;
    audio.samples = read_samples(library, file, info);
  } catch (...) {
    library.close(file);
    throw;
  }
  library.close(file);
  return audio;
}

}  // namespace ds
