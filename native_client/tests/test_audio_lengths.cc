// Lengths that headers state, and MPEG audio behind other recordings.
#include <cstring>
#include <string>
#include <vector>

#include "audio/audio.h"
#include "audio/mpeg.h"
#include "audio/stated_length.h"
#include "audio/wav_layout.h"
#include "printing.h"

namespace {

using ds::Bytes;

Bytes wav_of(uint32_t stated, size_t there) {
  const uint8_t header[] = {'R', 'I',  'F', 'F', 0, 0, 0,  0, 'W', 'A', 'V',  'E',  'f', 'm',
                            't', ' ',  16,  0,   0, 0, 1,  0, 1,   0,   0x80, 0x3E, 0,   0,
                            0,   0x7D, 0,   0,   2, 0, 16, 0, 'd', 'a', 't',  'a'};
  Bytes wav(header, header + sizeof(header));
  for (int i = 0; i < 4; i++) wav.push_back(static_cast<uint8_t>(stated >> 8 * i));
  wav.resize(wav.size() + there, 7);
  return wav;
}

// Frames of MPEG-1 layer III, 128 kbit/s, 44.1 kHz, mono, without sound.
Bytes mpeg_frames(int count) {
  Bytes frames(417 * static_cast<size_t>(count));
  const uint8_t header[] = {0xFF, 0xFB, 0x90, 0xC0};
  for (size_t start = 0; start < frames.size(); start += 417) std::memcpy(frames.data() + start, header, 4);
  return frames;
}

TEST_CASE("lengths of no known program are a guess") {
  for (const uint32_t usual : {0x7F000000u, 0x7FFF0000u, 0x7FFFEFFFu, 0x7FFFF000u, 0x7FFFFFFFu - 36, 0xFFFFFFFFu}) {
    ds::Warnings warnings;
    const Bytes wav = wav_of(usual, 64);
    CHECK(ds::find_wav_samples(ds::View(wav), &warnings).length == 64);
    CHECK(warnings.empty());
  }
  for (const uint32_t guess : {0x7F100000u, 0x80001000u, 0x90000000u, 0xFFFF0000u}) {
    ds::Warnings warnings;
    const Bytes wav = wav_of(guess, 64);
    CHECK(ds::find_wav_samples(ds::View(wav), &warnings).length == 64);
    REQUIRE(warnings.size() == 1);
    CHECK(warnings[0] == ds::overstated(guess, 64));
  }
  ds::Warnings warnings;
  const Bytes cut = wav_of(0x7E000000, 64);
  CHECK_THROWS_AS(ds::find_wav_samples(ds::View(cut), &warnings), ds::AudioError);
}

TEST_CASE("the largest numbers of 64 bits are usual") {
  for (const uint64_t usual : {uint64_t{INT64_MAX}, uint64_t{INT64_MAX} - 24, UINT64_MAX, UINT64_MAX - 24}) {
    CHECK(ds::is_unknown_length(usual, 64));
    CHECK(ds::is_usual_length(usual, 64));
  }
  CHECK(ds::is_unknown_length(1ull << 62, 64));
  CHECK_FALSE(ds::is_usual_length(1ull << 62, 64));
  CHECK_FALSE(ds::is_unknown_length(0xFFFFFFFF, 64));
}

TEST_CASE("MPEG audio behind another recording") {
  for (const int frames : {3, 9}) {
    Bytes wav = wav_of(64, 64);
    const Bytes more = mpeg_frames(frames);
    wav.insert(wav.end(), more.begin(), more.end());
    ds::Warnings warnings;
    CHECK_THROWS_AS(ds::find_wav_samples(ds::View(wav), &warnings), ds::AudioError);
  }
  for (const Bytes& other : {Bytes(4000, 0xFF), Bytes(4000, 0x55), mpeg_frames(2), Bytes()}) {
    CHECK_NOTHROW(ds::require_no_mpeg(ds::View(other), 0));
  }
  Bytes cut = mpeg_frames(3);
  cut.pop_back();
  CHECK_NOTHROW(ds::require_no_mpeg(ds::View(cut), 0));
}

}  // namespace
