// Audio files that lie: what fuzzing found, and whole files through `read_audio`.
#include <cstdio>
#include <cstring>
#include <fstream>
#include <string>
#include <vector>

#include <unistd.h>

#include "audio/read_audio.h"
#include "audio/wav.h"
#include "printing.h"

namespace {

template <typename T>
std::string bytes_of(T value) {
  std::string bytes(sizeof(T), '\0');
  std::memcpy(&bytes[0], &value, sizeof(T));
  return bytes;
}

std::string wav(uint16_t coding, uint16_t bits, uint32_t rate_hz, const std::string& data) {
  const auto length = static_cast<uint32_t>(data.size());
  return "RIFF" + bytes_of(length + 36) + "WAVEfmt " + bytes_of(16u) + bytes_of(coding) + bytes_of<uint16_t>(1) +
         bytes_of(rate_hz) + bytes_of(rate_hz * bits / 8) + bytes_of<uint16_t>(bits / 8) + bytes_of(bits) + "data" +
         bytes_of(length) + data;
}

bool is_refused(const std::string& file) {
  ds::Audio audio;
  try {
    ds::decode_wav(reinterpret_cast<const uint8_t*>(file.data()), file.size(), &audio);
  } catch (const ds::AudioError&) {
    return true;
  }
  return false;
}

class TemporaryFile {
 public:
  explicit TemporaryFile(const std::string& content) {
    const int descriptor = mkstemp(name_);
    CHECK(descriptor >= 0);
    close(descriptor);
    std::ofstream(name_, std::ios::binary) << content;
  }
  ~TemporaryFile() { std::remove(name_); }
  const char* path() const { return name_; }

 private:
  char name_[32] = "/tmp/ds_test_audio_XXXXXX";
};

TEST_CASE("samples too large for a float") {
  CHECK(is_refused(wav(3, 64, 16000, bytes_of(1e300))));
  CHECK(is_refused(wav(3, 64, 16000, bytes_of(-1e39))));
  CHECK(is_refused(wav(3, 32, 16000, bytes_of(3e38f))));
  CHECK(!is_refused(wav(3, 64, 16000, bytes_of(0.5) + bytes_of(-1.5))));
}

TEST_CASE("rates that would blow the audio up") {
  const std::string data(2000, '\1');
  for (const uint32_t rate_hz : {0u, 1u, 999u, 1000000u, 0xFFFFFFFFu}) CHECK(is_refused(wav(1, 16, rate_hz, data)));
  for (const uint32_t rate_hz : {1000u, 8000u, 999999u}) CHECK(!is_refused(wav(1, 16, rate_hz, data)));
}

TEST_CASE("files become what a model takes") {
  std::string samples;
  for (int16_t i = -50; i < 50; i++) samples += bytes_of<int16_t>(static_cast<int16_t>(i * 600));
  const TemporaryFile same(wav(1, 16, 16000, samples));
  const ds::ModelAudio exact = ds::read_audio(same.path(), 16000);
  CHECK(exact.original_rate_hz == 16000);
  CHECK(exact.samples.size() == 100);
  CHECK(std::memcmp(exact.samples.data(), samples.data(), samples.size()) == 0);
  const TemporaryFile slower(wav(1, 16, 8000, samples));
  CHECK(ds::read_audio(slower.path(), 16000).samples.size() == 200);
  // Beyond full scale samples are limited, not wrapped round.
  const TemporaryFile loud(wav(3, 32, 16000, bytes_of(1e9f) + bytes_of(-1e9f) + bytes_of(1.0f)));
  CHECK((ds::read_audio(loud.path(), 16000).samples == std::vector<int16_t>{32767, -32768, 32767}));
}

TEST_CASE("messages name the file") {
  const TemporaryFile cut(wav(1, 16, 16000, std::string(100, '\1')).substr(0, 60));
  for (const std::string& path : {std::string("/nonexistent.wav"), std::string("/tmp"), std::string(cut.path())}) {
    std::string message;
    try {
      ds::read_audio(path, 16000);
    } catch (const ds::AudioError& error) {
      message = error.what();
    }
    CHECK(message.find(path) != std::string::npos);
  }
}

}  // namespace
