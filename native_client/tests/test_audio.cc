// WAV decoding and resampling.
#include <algorithm>
#include <cmath>
#include <cstring>
#include <initializer_list>
#include <random>
#include <string>
#include <vector>

#include "audio/channels.h"
#include "audio/container.h"
#include "audio/mpeg.h"
#include "audio/resample.h"
#include "audio/wav.h"
#include "printing.h"

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

TEST_CASE("sixteen bits") {
  Bytes data;
  for (const int16_t sample : {0, 1, -1, 32767, -32768}) append<int16_t>(&data, sample);
  const Bytes wav = make_wav(1, 16, 1, data);
  ds::Audio audio;
  CHECK(ds::is_wav(wav.data(), wav.size()));
  CHECK(ds::decode_wav(wav.data(), wav.size(), &audio));
  CHECK(audio.rate_hz == 16000);
  CHECK(audio.channels == 1);
  CHECK(audio.samples.size() == 5);
  CHECK(audio.samples[1] == 1 / 32768.0f);
  CHECK(audio.samples[3] == 32767 / 32768.0f);
  CHECK(audio.samples[4] == -1.0f);
}

TEST_CASE("other depths") {
  ds::Audio audio;
  const Bytes eight = make_wav(1, 8, 2, {128, 0, 255, 64});
  CHECK(ds::decode_wav(eight.data(), eight.size(), &audio));
  CHECK(audio.channels == 2);
  CHECK((audio.samples == std::vector<float>{0.0f, -1.0f, 127 / 128.0f, -0.5f}));
  const Bytes many = make_wav(1, 24, 1, {0, 0, 0x80, 0xFF, 0xFF, 0x7F, 0, 0, 0x40});
  CHECK(ds::decode_wav(many.data(), many.size(), &audio));
  CHECK(audio.samples[0] == -1.0f);
  CHECK(audio.samples[2] == 0.5f);
  Bytes floats;
  append<float>(&floats, 0.25f);
  append<float>(&floats, -2.0f);
  const Bytes floating = make_wav(3, 32, 1, floats);
  CHECK(ds::decode_wav(floating.data(), floating.size(), &audio));
  CHECK((audio.samples == std::vector<float>{0.25f, -2.0f}));
  append<float>(&floats, NAN);
  const Bytes unfit = make_wav(3, 32, 1, floats);
  CHECK_THROWS_AS(ds::decode_wav(unfit.data(), unfit.size(), &audio), ds::AudioError);
  const Bytes companded = make_wav(7, 8, 1, {1, 2, 3});  // mu-law is left to others
  CHECK(!ds::decode_wav(companded.data(), companded.size(), &audio));
}

// With a tenth of the samples less than the header states, it is the header that is taken to be wrong.
TEST_CASE("truncations") {
  const Bytes wav = make_wav(1, 16, 1, Bytes(64, 7));
  const size_t enough = wav.size() - 6;
  for (size_t size = 12; size < wav.size(); size++) {
    const Bytes part(wav.begin(), wav.begin() + static_cast<long>(size));  // no byte behind the end to read
    ds::Audio audio;
    if (size < enough) {
      CHECK_THROWS_AS(ds::decode_wav(part.data(), part.size(), &audio), ds::AudioError);
      continue;
    }
    CHECK(ds::decode_wav(part.data(), part.size(), &audio));
    CHECK(audio.samples.size() == (size - 44) / 2);
    CHECK(audio.warnings.size() == 1);
  }
}

void put_length(Bytes* wav, size_t position, uint32_t length) { std::memcpy(wav->data() + position, &length, 4); }

TEST_CASE("no length means to the end") {
  for (const uint32_t riff : {0u, 36u, 100u, 0xFFFFFFFFu}) {
    Bytes wav = make_wav(1, 16, 1, Bytes(64, 7));
    put_length(&wav, 4, riff);
    put_length(&wav, 40, 0);
    ds::Audio audio;
    CHECK(ds::decode_wav(wav.data(), wav.size(), &audio));
    CHECK(audio.samples.size() == 32);
    CHECK(audio.warnings.size() == 1);
    put_length(&wav, 40, 0xFFFFFFFF);  // of a program that writes to a pipe: no guess
    CHECK(ds::decode_wav(wav.data(), wav.size(), &audio));
    CHECK(audio.samples.size() == 32);
    CHECK(audio.warnings.empty());
  }
}

TEST_CASE("chunks behind no samples are no samples") {
  Bytes wav = make_wav(1, 16, 1, {});
  append_text(&wav, "LIST");
  append<uint32_t>(&wav, 4);
  append_text(&wav, "abcd");
  ds::Audio audio;
  CHECK(ds::decode_wav(wav.data(), wav.size(), &audio));
  CHECK(audio.samples.empty());
}

TEST_CASE("joined files are refused") {
  Bytes wav = make_wav(1, 16, 1, Bytes(64, 7));
  const Bytes other = wav;
  wav.insert(wav.end(), other.begin(), other.end());
  ds::Audio audio;
  CHECK_THROWS_AS(ds::decode_wav(wav.data(), wav.size(), &audio), ds::AudioError);
}

TEST_CASE("a second chunk of samples is refused") {
  for (const size_t first : {0, 64}) {
    Bytes wav = make_wav(1, 16, 1, Bytes(first, 7));
    append_text(&wav, "data");
    append<uint32_t>(&wav, 4);
    append_text(&wav, "abcd");
    ds::Audio audio;
    CHECK_THROWS_AS(ds::decode_wav(wav.data(), wav.size(), &audio), ds::AudioError);
  }
}

// Frames of MPEG-1 layer III, 128 kbit/s, 44.1 kHz, mono, without sound.
Bytes mpeg_frames(int count) {
  Bytes frames;
  for (int i = 0; i < count; i++) {
    const size_t start = frames.size();
    frames.resize(start + 417);
    const uint8_t header[] = {0xFF, 0xFB, 0x90, 0xC0};
    std::memcpy(frames.data() + start, header, 4);
  }
  return frames;
}

// The first of so many frames holds a tag that states their number.
Bytes tagged_frames(int count, int stated) {
  Bytes frames = mpeg_frames(count + 1);
  const uint8_t tag[] = {'I', 'n', 'f', 'o', 0, 0, 0, 1, 0, 0, 0, static_cast<uint8_t>(stated)};
  std::memcpy(frames.data() + 21, tag, sizeof(tag));
  return frames;
}

Bytes joined(std::initializer_list<Bytes> parts) {
  Bytes all;
  for (const Bytes& part : parts) all.insert(all.end(), part.begin(), part.end());
  return all;
}

TEST_CASE("frames are counted whatever is around them") {
  Bytes title = {'I', 'D', '3', 3, 0, 0, 0, 0, 0, 20};
  title.resize(30);
  Bytes end = {'T', 'A', 'G'};
  end.resize(128);
  for (const Bytes& file :
       {mpeg_frames(9), joined({title, mpeg_frames(9)}), joined({title, title, mpeg_frames(9), end}),
        joined({mpeg_frames(9), Bytes(5000, 0x55)}), joined({Bytes(3000, 0), mpeg_frames(9)}),
        joined({mpeg_frames(4), title, mpeg_frames(5)})}) {
    ds::Warnings warnings;
    const std::vector<ds::Part> parts = ds::mpeg_streams(ds::View(file), &warnings);
    REQUIRE(parts.size() == 1);
    CHECK(parts[0].samples == 9 * 1152);
    CHECK(warnings.empty());
  }
}

TEST_CASE("joined and cut mp3") {
  ds::Warnings warnings;
  const Bytes two = joined({tagged_frames(5, 5), tagged_frames(7, 7)});
  CHECK(ds::mpeg_streams(ds::View(two), &warnings).size() == 2);
  CHECK(warnings.size() == 1);
  const Bytes cut = tagged_frames(5, 9);
  CHECK_THROWS_AS(ds::mpeg_streams(ds::View(cut), &warnings), ds::AudioError);
  Bytes gap = joined({mpeg_frames(4), Bytes(1000, 0x55), mpeg_frames(4)});
  warnings.clear();
  CHECK(ds::mpeg_streams(ds::View(gap), &warnings)[0].samples == 8 * 1152);
  CHECK(warnings.size() == 1);
  for (Bytes damaged = two; damaged.size() > 10; damaged.resize(damaged.size() - 7)) {
    try {
      ds::mpeg_streams(ds::View(damaged), &warnings);
    } catch (const ds::AudioError&) {
    }
  }
}

TEST_CASE("what a file is") {
  CHECK(ds::container_of(ds::View(mpeg_frames(3))) == ds::Container::kMp3);
  const Bytes wav = make_wav(1, 16, 1, Bytes(8, 1));
  CHECK(ds::container_of(ds::View(wav)) == ds::Container::kWav);
  for (const std::string& text :
       {std::string("\x1a\x45\xdf\xa3 webm"), std::string("some text"), std::string(99, '\0')}) {
    const Bytes file(text.begin(), text.end());
    CHECK_THROWS_AS(ds::container_of(ds::View(file)), ds::AudioError);
  }
}

TEST_CASE("channels") {
  ds::Audio audio;
  audio.rate_hz = 16000;
  audio.channels = 2;
  for (int i = 0; i < 1600; i++) {
    const float sample = 0.3f * std::sin(0.2f * static_cast<float>(i));
    audio.samples.push_back(sample);
    audio.samples.push_back(-sample);
  }
  ds::Warnings warnings;
  CHECK(ds::to_mono(audio, 0, &warnings)[7] == 0.0f);
  CHECK(warnings.size() == 1);
  CHECK(warnings[0].find("cancel each other out") != std::string::npos);
  warnings.clear();
  CHECK(ds::to_mono(audio, 2, &warnings)[7] == audio.samples[15]);
  CHECK(warnings.empty());
  for (size_t i = 0; i < audio.samples.size(); i += 2) audio.samples[i] = 0.0f;
  CHECK(ds::to_mono(audio, 0, &warnings).size() == 1600);
  CHECK(warnings.size() == 1);
  CHECK(warnings[0].find("channel 1 of 2 is silent") == 0);
  CHECK(warnings[0].find("--channel 2") != std::string::npos);
  CHECK_THROWS_AS(ds::to_mono(audio, 3, &warnings), ds::AudioError);
}

TEST_CASE("damaged headers are survived") {
  std::mt19937 generator(5);
  for (int round = 0; round < 20000; round++) {
    Bytes wav = make_wav(1, 16, 2, Bytes(20, 9));
    for (int change = 0; change < 3; change++) wav[12 + generator() % 32] = static_cast<uint8_t>(generator());
    ds::Audio audio;
    try {
      ds::decode_wav(wav.data(), wav.size(), &audio);
      CHECK(audio.samples.size() <= 28);  // all that is behind the first chunk
    } catch (const ds::AudioError&) {
    }
  }
}

std::vector<float> tone(double hertz, int rate_hz, size_t count) {
  std::vector<float> samples(count);
  for (size_t i = 0; i < count; i++) {
    samples[i] = static_cast<float>(0.9 * std::sin(2 * M_PI * hertz * static_cast<double>(i) / rate_hz));
  }
  return samples;
}

std::vector<int16_t> resampled(const std::vector<float>& samples, int from_hz, int to_hz) {
  std::vector<int16_t> result(ds::resampled_length(samples.size(), from_hz, to_hz));
  ds::resample(samples.data(), samples.size(), from_hz, to_hz, result.data());
  return result;
}

TEST_CASE("tones keep their frequency and amplitude") {
  for (const int from : {8000, 11025, 22050, 44100, 48000, 16001}) {
    const std::vector<int16_t> received = resampled(tone(1000, from, static_cast<size_t>(from)), from, 16000);
    const std::vector<float> expected = tone(1000, 16000, 16000);
    CHECK(received.size() == 16000);
    double largest = 0;
    for (size_t i = 400; i + 400 < received.size(); i++) {
      largest = std::max<double>(largest, std::abs(received[i] / 32768.0 - expected[i]));
    }
    CHECK(largest < 2e-4);
  }
}

TEST_CASE("frequencies above the lower Nyquist frequency are removed") {
  const std::vector<int16_t> received = resampled(tone(11000, 44100, 44100), 44100, 16000);
  int largest = 0;
  for (size_t i = 400; i + 400 < received.size(); i++) largest = std::max(largest, std::abs(received[i]));
  CHECK(largest <= 3);
}

TEST_CASE("resampling of few samples, and clipping") {
  CHECK(resampled({}, 8000, 16000).empty());
  CHECK(resampled({0.5f}, 48000, 16000).empty());
  CHECK(resampled(std::vector<float>(100), 999999, 1000).empty());
  CHECK((resampled({0.25f, -0.5f, 2.0f, -1e9f}, 16000, 16000) == std::vector<int16_t>{8192, -16384, 32767, -32768}));
  CHECK(resampled(std::vector<float>(3000, 1e9f), 44100, 16000)[500] == 32767);
}

}  // namespace
