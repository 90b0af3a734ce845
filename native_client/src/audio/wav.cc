#include "audio/wav.h"

#include <cmath>
#include <cstring>
#include <string>

namespace ds {
namespace {

constexpr uint16_t kPcm = 1, kFloat = 3, kExtensible = 0xFFFE;
// Programs that write to a pipe put such a length, or one above, into the header for lack of a better one.
constexpr uint32_t kUnknownLength = 0x7FFFF000;
constexpr double kLoudest = 1e9;  // samples are around 1; so nothing computed from them leaves the numbers

struct Format {
  uint16_t coding = 0;
  uint16_t channels = 0;
  uint32_t rate_hz = 0;
  uint16_t block_bytes = 0;  // one sample of every channel
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
  // The extensible form carries the real coding in the first two bytes of an identifier.
  if (format.coding == kExtensible && size >= 26) format.coding = read<uint16_t>(data + 24);
  if (format.rate_hz < static_cast<uint32_t>(kMinRateHz) || format.rate_hz > static_cast<uint32_t>(kMaxRateHz) ||
      format.channels < 1 || format.channels > kMaxChannels) {
    throw AudioError("its header is damaged (" + std::to_string(format.rate_hz) + " Hz, " +
                     std::to_string(format.channels) + " channels)");
  }
  return format;
}

// Bytes per sample if this file's coding is one of ours, else 0. Samples of e.g. 20 bits fill the upper part
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
    if (!(std::abs(value) <= kLoudest)) throw AudioError("it has samples that are not finite numbers, or far too large");
    return static_cast<float>(value);
  }
  if (bytes == 1) return (data[0] - 128) / 128.0f;  // unsigned, unlike all others
  uint32_t value = 0;
  for (size_t i = 0; i < bytes; i++) value |= static_cast<uint32_t>(data[i]) << (8 * (4 - bytes + i));
  return static_cast<float>(static_cast<int32_t>(value) / 2147483648.0);
}

struct Chunks {
  Format format;
  bool has_format = false;
  const uint8_t* data = nullptr;
  size_t data_size = 0;
};

Chunks find_chunks(const uint8_t* file, size_t size) {
  Chunks chunks;
  const uint32_t riff_length = read<uint32_t>(file + 4);
  size_t position = 12;
  while (position + 8 <= size) {
    const uint32_t length = read<uint32_t>(file + position + 4);
    const uint8_t* body = file + position + 8;
    const size_t rest = size - position - 8;
    if (std::memcmp(file + position, "data", 4) == 0) {
      const bool unknown = length >= kUnknownLength || (length == 0 && riff_length == 0);
      if (!unknown && length > rest) {
        throw AudioError("it is cut short: " + std::to_string(length) + " bytes of samples expected. Received: " +
                         std::to_string(rest));
      }
      chunks.data = body;
      chunks.data_size = unknown ? rest : length;
      return chunks;
    }
    if (length > rest) break;
    if (std::memcmp(file + position, "fmt ", 4) == 0) {
      chunks.format = read_format(body, length);
      chunks.has_format = true;
    }
    position += 8 + static_cast<size_t>(length) + length % 2;  // chunks are padded to an even length
  }
  return chunks;
}

}  // namespace

bool is_wav(const uint8_t* data, size_t size) {
  return size >= 12 && std::memcmp(data, "RIFF", 4) == 0 && std::memcmp(data + 8, "WAVE", 4) == 0;
}

bool decode_wav(const uint8_t* data, size_t size, Audio* audio) {
  const Chunks chunks = find_chunks(data, size);
  if (!chunks.has_format || chunks.data == nullptr) {
    throw AudioError("it is cut short or damaged: a WAV header without format or samples");
  }
  const Format& format = chunks.format;
  const size_t bytes = sample_bytes(format);
  if (bytes == 0) return false;
  audio->rate_hz = static_cast<int>(format.rate_hz);
  audio->channels = format.channels;
  const size_t frames = chunks.data_size / format.block_bytes;
  audio->samples.resize(frames * format.channels);
  for (size_t i = 0; i < audio->samples.size(); i++) {
    audio->samples[i] = decode_sample(chunks.data + i * bytes, bytes, format.coding == kFloat);
  }
  return true;
}

}  // namespace ds
