#include "audio/wav.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <string>

#include "audio/wav_layout.h"

namespace ds {
namespace {

constexpr uint16_t kPcm = 1, kFloat = 3, kExtensible = 0xFFFE;
// Remaining bytes of the identifier after the coding, in the extensible format.
constexpr uint8_t kSubformatTail[14] = {0, 0, 0, 0, 0x10, 0, 0x80, 0, 0, 0xAA, 0, 0x38, 0x9B, 0x71};

struct Format {
  uint16_t coding = 0;
  uint16_t channels = 0;
  uint32_t rate_hz = 0;
  uint16_t block_bytes = 0;  // one sample of each channel
  uint16_t bits = 0;
};

template <typename T>
T read(const uint8_t* data) {
  T value;
  std::memcpy(&value, data, sizeof(T));
  return value;
}

Format read_format(const uint8_t* data, size_t size) {
  if (size < 16) throw AudioError("its WAV format description is cut short");
  Format format;
  format.coding = read<uint16_t>(data);
  format.channels = read<uint16_t>(data + 2);
  format.rate_hz = read<uint32_t>(data + 4);
  format.block_bytes = read<uint16_t>(data + 12);
  format.bits = read<uint16_t>(data + 14);
  // The extensible format has the actual coding in the first two bytes of an identifier.
  if (format.coding == kExtensible && size >= 40 && std::memcmp(data + 26, kSubformatTail, 14) == 0) {
    format.coding = read<uint16_t>(data + 24);
  }
  if (format.rate_hz < static_cast<uint32_t>(kMinRateHz) || format.rate_hz > static_cast<uint32_t>(kMaxRateHz) ||
      format.channels < 1 || format.channels > kMaxChannels) {
    throw AudioError("its header is damaged (" + std::to_string(format.rate_hz) + " Hz, " +
                     std::to_string(format.channels) + " channels)");
  }
  return format;
}

// Bytes per sample if the coding is supported here, 0 otherwise. Samples of e.g. 20 bits are in the upper bits
// of three bytes.
size_t sample_bytes(const Format& format) {
  const size_t bytes = (format.bits + 7) / 8;
  const bool pcm = format.coding == kPcm && bytes >= 1 && bytes <= 4;
  const bool floating = format.coding == kFloat && (format.bits == 32 || format.bits == 64);
  if (!pcm && !floating) return 0;
  return format.block_bytes == bytes * format.channels ? bytes : 0;
}

float decode_sample(const uint8_t* data, size_t bytes, bool floating) {
  if (floating) {
    const double value = bytes == 8 ? read<double>(data) : read<float>(data);
    if (!(std::abs(value) <= kMaxAmplitude))
      throw AudioError("it has samples that are infinite, NaN or larger than 1e9");
    return static_cast<float>(value);
  }
  if (bytes == 1) return static_cast<float>(data[0] - 128) / 128.0f;  // unsigned, unlike all others
  uint32_t value = 0;
  for (size_t i = 0; i < bytes; i++) value |= static_cast<uint32_t>(data[i]) << (8 * (4 - bytes + i));
  return static_cast<float>(static_cast<int32_t>(value) / 2147483648.0);
}

}  // namespace

bool is_wav(const uint8_t* data, size_t size) {
  const View file(data, size);
  return file.starts_with("RIFF") && file.starts_with("WAVE", 8);
}

bool decode_wav(const uint8_t* data, size_t size, Audio* audio) {
  audio->warnings.clear();
  const WavLayout layout = find_wav_samples(View(data, size), &audio->warnings);
  if (!is_wav(data, size)) return false;
  const Format format = read_format(data + layout.format, layout.format_size);
  const size_t bytes = sample_bytes(format);
  if (bytes == 0) return false;
  audio->rate_hz = static_cast<int>(format.rate_hz);
  audio->channels = format.channels;
  const size_t frames = layout.length / format.block_bytes;
  audio->samples.resize(frames * format.channels);
  const uint8_t* samples = data + layout.start;
  for (size_t i = 0; i < audio->samples.size(); i++) {
    audio->samples[i] = decode_sample(samples + i * bytes, bytes, format.coding == kFloat);
  }
  return true;
}

bool is_mpeg_in_wav(View file) {
  Warnings warnings;
  const WavLayout layout = find_wav_samples(file, &warnings);
  const uint64_t coding = layout.big_endian ? file.big(layout.format, 2) : file.little(layout.format, 2);
  return coding == 0x50 || coding == 0x55;
}

View wav_samples(View file) {
  Warnings warnings;
  const WavLayout layout = find_wav_samples(file, &warnings);
  return View(file.data() + layout.start, layout.length);
}

Bytes wav_with_true_lengths(View file) {
  Warnings warnings;
  const WavLayout layout = find_wav_samples(file, &warnings);
  if (layout.is_plain) return Bytes(file.data(), file.data() + file.size());
  const auto number = [&](uint64_t value) {
    Bytes bytes(4);
    put_big(&bytes, 0, std::min<uint64_t>(value, UINT32_MAX), 4);
    if (!layout.big_endian) std::reverse(bytes.begin(), bytes.end());
    return bytes;
  };
  const auto text = [](const char* name) { return Bytes(name, name + 4); };
  const size_t padding = layout.format_size % 2;
  Bytes result;
  for (const Bytes& part :
       {text(layout.big_endian ? "RIFX" : "RIFF"), number(4 + 8 + layout.format_size + padding + 8 + layout.length),
        text("WAVE"), text("fmt "), number(layout.format_size),
        Bytes(file.data() + layout.format, file.data() + layout.format + layout.format_size), Bytes(padding),
        text("data"), number(layout.length)}) {
    result.insert(result.end(), part.begin(), part.end());
  }
  result.insert(result.end(), file.data() + layout.start, file.data() + layout.start + layout.length);
  return result;
}

}  // namespace ds
