// WAV decoding and resampling.
#include <algorithm>
#include <cmath>
#include <cstring>
#include <random>
#include <string>
#include <vector>

#include "audio/resample.h"
#include "audio/wav.h"
#include "check.h"

namespace {

using Bytes = std::vector<uint8_t>;

template <typename T>
void append(Bytes* bytes, T value) {
  uint8_t parts[sizeof(T)];
  std::memcpy(parts, &value, sizeof(T));
  for (const uint8_t part : parts) bytes->push_back(part);
}

void append_text(Bytes* bytes, const std::string& text) { bytes->insert(bytes->end(), text.begin(), text.end()); }

Bytes make_wav(uint16_t coding, uint16_t bits, uint16_t channels, const Bytes& data) {
  Bytes wav;
  append_text(&wav, "RIFF");
  append<uint32_t>(&wav, static_cast<uint32_t>(36 + data.size()));
  append_text(&wav, "WAVEfmt ");
  append<uint32_t>(&wav, 16);
  append<uint16_t>(&wav, coding);
  append<uint16_t>(&wav, channels);
  append<uint32_t>(&wav, 16000);
  append<uint32_t>(&wav, 16000u * channels * bits / 8);
  append<uint16_t>(&wav, static_cast<uint16_t>(channels * bits / 8));
  append<uint16_t>(&wav, bits);
  append_text(&wav, "data");
  append<uint32_t>(&wav, static_cast<uint32_t>(data.size()));
  wav.insert(wav.end(), data.begin(), data.end());
  return wav;
}

TEST_CASE(sixteen_bits) {
  Bytes data;
  for (const int16_t sample : {0, 1, -1, 32767, -32768}) append<int16_t>(&data, sample);
  const Bytes wav = make_wav(1, 16, 1, data);
  ds::Audio audio;
  CHECK(ds::is_wav(wav.data(), wav.size()));
  CHECK(ds::decode_wav(wav.data(), wav.size(), &audio));
  CHECK(audio.rate_hz == 16000 && audio.channels == 1 && audio.samples.size() == 5);
  CHECK(audio.samples[1] == 1 / 32768.0f && audio.samples[3] == 32767 / 32768.0f && audio.samples[4] == -1.0f);
}

TEST_CASE(other_depths) {
  ds::Audio audio;
  const Bytes eight = make_wav(1, 8, 2, {128, 0, 255, 64});
  CHECK(ds::decode_wav(eight.data(), eight.size(), &audio));
  CHECK(audio.channels == 2);
  CHECK((audio.samples == std::vector<float>{0.0f, -1.0f, 127 / 128.0f, -0.5f}));
  const Bytes many = make_wav(1, 24, 1, {0, 0, 0x80, 0xFF, 0xFF, 0x7F, 0, 0, 0x40});
  CHECK(ds::decode_wav(many.data(), many.size(), &audio));
  CHECK(audio.samples[0] == -1.0f && audio.samples[2] == 0.5f);
  Bytes floats;
  append<float>(&floats, 0.25f);
  append<float>(&floats, -2.0f);
  const Bytes floating = make_wav(3, 32, 1, floats);
  CHECK(ds::decode_wav(floating.data(), floating.size(), &audio));
  CHECK((audio.samples == std::vector<float>{0.25f, -2.0f}));
  append<float>(&floats, NAN);
  const Bytes unfit = make_wav(3, 32, 1, floats);
  CHECK_THROWS(ds::AudioError, ds::decode_wav(unfit.data(), unfit.size(), &audio));
  const Bytes companded = make_wav(7, 8, 1, {1, 2, 3});  // mu-law is left to others
  CHECK(!ds::decode_wav(companded.data(), companded.size(), &audio));
}

TEST_CASE(every_truncation_is_an_error) {
  const Bytes wav = make_wav(1, 16, 1, Bytes(64, 7));
  for (size_t size = 12; size < wav.size(); size++) {
    const Bytes part(wav.begin(), wav.begin() + static_cast<long>(size));  // no byte behind the end to read
    ds::Audio audio;
    CHECK_THROWS(ds::AudioError, ds::decode_wav(part.data(), part.size(), &audio));
  }
}

TEST_CASE(damaged_headers_are_survived) {
  std::mt19937 generator(5);
  for (int round = 0; round < 20000; round++) {
    Bytes wav = make_wav(1, 16, 2, Bytes(20, 9));
    for (int change = 0; change < 3; change++) wav[12 + generator() % 32] = static_cast<uint8_t>(generator());
    ds::Audio audio;
    try {
      ds::decode_wav(wav.data(), wav.size(), &audio);
      CHECK(audio.samples.size() <= 20);
    } catch (const ds::AudioError&) {
    }
  }
}

std::vector<float> tone(double hertz, int rate_hz, size_t count) {
  std::vector<float> samples(count);
  for (size_t i = 0; i < count; i++) {
    samples[i] = static_cast<float>(std::sin(2 * M_PI * hertz * static_cast<double>(i) / rate_hz));
  }
  return samples;
}

TEST_CASE(tones_keep_height_and_loudness) {
  for (const int from : {8000, 11025, 22050, 44100, 48000, 16001}) {
    const std::vector<float> received = ds::resample(tone(1000, from, static_cast<size_t>(from)), from, 16000);
    const std::vector<float> wanted = tone(1000, 16000, 16000);
    CHECK(received.size() == 16000);
    double largest = 0;
    for (size_t i = 400; i + 400 < received.size(); i++) {
      largest = std::max<double>(largest, std::abs(received[i] - wanted[i]));
    }
    CHECK(largest < 2e-4);
  }
}

TEST_CASE(what_does_not_fit_the_lower_rate_is_removed) {
  const std::vector<float> received = ds::resample(tone(11000, 44100, 44100), 44100, 16000);
  double largest = 0;
  for (size_t i = 400; i + 400 < received.size(); i++) largest = std::max<double>(largest, std::abs(received[i]));
  CHECK(largest < 1e-4);
}

TEST_CASE(edges_of_resampling) {
  CHECK(ds::resample({}, 8000, 16000).empty());
  CHECK(ds::resample({0.5f}, 48000, 16000).size() <= 1);
  CHECK((ds::resample({0.1f, 0.2f}, 16000, 16000) == std::vector<float>{0.1f, 0.2f}));
  CHECK(ds::resample(std::vector<float>(100), 1000000, 1).empty());
}

}  // namespace

int main() { return ds::test::run_all(); }
