#include "audio/stated_length.h"

#include <algorithm>
#include <iterator>
#include <optional>
#include <string>
#include <utility>

#include "audio/mpeg.h"

namespace ds {
namespace {

// What programs state that write to a pipe: SoX (AIFF, WAV), GStreamer (WAV), and the largest numbers. The last number
// of 64 bits is one less than the power of two.
constexpr uint64_t kUsual32[] = {0x7F000008, 0x7FFF0000, 0x7FFFF000, 1ull << 31, 1ull << 32};
constexpr uint64_t kUsual64[] = {1ull << 63, UINT64_MAX};
constexpr uint64_t kHeaderBytes = 512;  // some of them subtract the size of the header, or the rest of a block
constexpr uint64_t kUnknown32 = 0x7F000000 - kHeaderBytes, kUnknown64 = 1ull << 62;

constexpr char kNoLength[] = "its header states no length; it is read to its end";
constexpr size_t kGsmBytes = 33, kGsmSamples = 160;  // of a frame

struct Place {
  uint64_t start;    // of the samples
  uint64_t length;   // in bytes, as stated
  size_t field = 0;  // offset of the stated length; 0 if libsndfile does not need it
  int width = 4;     // bytes of the stated length
  bool is_little = false;
  uint64_t overhead = 0;  // bytes that the stated length counts in addition to samples

  bool is_unknown() const { return field > 0 && is_unknown_length(length, 8 * width); }
};
using Region = std::optional<Place>;

Region aiff_region(View file) {
  size_t offset = 12;
  while (file.has(offset, 8)) {
    const uint64_t length = file.big(offset + 4, 4);
    if (file.starts_with("SSND", offset)) return Place{offset + 8, length, offset + 4, 4, false, 8};
    offset += 8 + length + length % 2;
  }
  return std::nullopt;
}

Region au_region(View file) {
  if (!file.has(0, 12)) return std::nullopt;
  const bool is_little = file.starts_with("dns.");
  const uint64_t start = is_little ? file.little(4, 4) : file.big(4, 4);
  const uint64_t length = is_little ? file.little(8, 4) : file.big(8, 4);
  return Place{start, length, 8, 4, is_little, 0};
}

Region caf_region(View file) {
  size_t offset = 8;
  while (file.has(offset, 12)) {
    const uint64_t length = file.big(offset + 4, 8);
    if (file.starts_with("data", offset)) return Place{offset + 12, length, offset + 4, 8, false, 4};
    if (length > file.size()) return std::nullopt;
    offset += 12 + static_cast<size_t>(length);
  }
  return std::nullopt;
}

// Value of the line "<key> -<type> <value>" in a SPHERE header; nothing if there is none.
std::optional<std::string> sphere_field(const std::string& header, const std::string& key) {
  size_t offset = 0;
  while ((offset = header.find(key + " -", offset)) != std::string::npos) {
    if (offset == 0 || header[offset - 1] == '\n') {
      const size_t value = header.find(' ', offset + key.size() + 2);
      const size_t end = std::min(header.find('\n', offset), header.size());
      if (value != std::string::npos && value < end) {
        std::string text = header.substr(value + 1, end - value - 1);
        while (!text.empty() && (text.back() == ' ' || text.back() == '\r')) text.pop_back();
        return text;
      }
    }
    offset++;
  }
  return std::nullopt;
}

std::optional<uint64_t> number_of(const std::optional<std::string>& text) {
  if (!text || text->empty() || text->size() > 12) return std::nullopt;
  if (text->find_first_not_of("0123456789") != std::string::npos) return std::nullopt;
  return std::stoull(*text);
}

Region sphere_region(View file) {
  const std::string header(reinterpret_cast<const char*>(file.data()), std::min<size_t>(file.size(), 1024));
  const size_t first = header.find('\n'), second = header.find('\n', first + 1);
  if (first == std::string::npos || second == std::string::npos) return std::nullopt;
  std::string size = header.substr(first + 1, second - first - 1);
  size.erase(0, std::min(size.find_first_not_of(' '), size.size()));
  const std::optional<uint64_t> start = number_of(size), count = number_of(sphere_field(header, "sample_count"));
  std::string coding = sphere_field(header, "sample_coding").value_or("pcm");
  coding = coding.substr(0, coding.find(' '));
  if (!start || !count || (coding != "pcm" && coding != "ulaw" && coding != "alaw")) return std::nullopt;
  const uint64_t width = number_of(sphere_field(header, "sample_n_bytes")).value_or(coding == "pcm" ? 2 : 1);
  const uint64_t channels = number_of(sphere_field(header, "channel_count")).value_or(1);
  if (width > 8 || channels > static_cast<uint64_t>(kMaxChannels)) return std::nullopt;  // libsndfile rejects it
  return Place{*start, *count * width * channels};
}

// Whether a chunk starts here that ends within the file.
bool chunk_at(Container container, View file, uint64_t offset) {
  const size_t header = container == Container::kAiff ? 8 : 12;
  if ((container != Container::kAiff && container != Container::kCaf) || !file.has(offset, header)) return false;
  for (size_t i = 0; i < 4; i++) {
    if (file[offset + i] < 0x20 || file[offset + i] >= 0x7F) return false;
  }
  const uint64_t length = file.big(offset + 4, static_cast<int>(header) - 4);
  return length <= file.size() - offset - header;
}

// Throws AudioError if another recording follows the samples, or the chunks after them.
void require_nothing_joined(Container container, View file, uint64_t end) {
  while (end < file.size()) {
    if (container == Container::kAiff) end += end % 2;
    const size_t offset = static_cast<size_t>(end);
    if (begins_a_file(file, offset)) {
      throw AudioError("it consists of several concatenated files: another one begins at byte " + std::to_string(end));
    }
    if (!chunk_at(container, file, end)) return require_no_mpeg(file, offset);
    end += container == Container::kAiff ? 8 + file.big(offset + 4, 4) : 12 + file.big(offset + 4, 8);
  }
}

void state_true_length(const Place& place, uint64_t there, Bytes* bytes) {
  require_one_file(View(*bytes), static_cast<size_t>(place.start));
  if (place.field == 0) return;
  const uint64_t largest = (1ull << (8 * place.width - 1)) - 1;
  Bytes number(static_cast<size_t>(place.width));
  put_big(&number, 0, std::min(there, largest), place.width);
  if (place.is_little) std::reverse(number.begin(), number.end());
  std::copy(number.begin(), number.end(), bytes->begin() + static_cast<std::ptrdiff_t>(place.field));
}

// States the number of samples if an AIFF-C file lacks it, and libsndfile requires it. Returns whether it did.
bool state_missing_frames(Bytes* bytes) {
  const View file(*bytes);
  size_t offset = 12, place = 0, samples = 0;
  while (file.has(offset, 8)) {
    const uint64_t length = file.big(offset + 4, 4);
    if (file.starts_with("COMM", offset) && file.has(offset, 30) && file.big(offset + 10, 4) == 0) {
      place = offset + 10;
    } else if (file.starts_with("SSND", offset)) {
      const size_t there = file.size() - offset - 8;
      samples = std::min<size_t>(length > 0 ? static_cast<size_t>(length) : there, there);
    }
    offset += 8 + static_cast<size_t>(length + length % 2);
  }
  if (place == 0 || samples <= 8) return false;
  if (file.starts_with("DWVW", place + 16)) {
    throw AudioError("it has no number of samples in its header, which its coding (DWVW) requires");
  }
  if (!file.starts_with("GSM ", place + 16)) return false;
  put_big(bytes, place, (samples - 8) / kGsmBytes * kGsmSamples, 4);
  return true;
}

void compare(Container container, Bytes* bytes, Warnings* warnings) {
  const View file(*bytes);
  Region region;
  if (container == Container::kAiff) region = aiff_region(file);
  if (container == Container::kAu) region = au_region(file);
  if (container == Container::kCaf) region = caf_region(file);
  if (container == Container::kSphere) region = sphere_region(file);
  if (!region) return;
  const uint64_t start = region->start, length = region->length;
  const uint64_t there = file.size() > start ? file.size() - start : 0;
  if (there <= region->overhead) throw AudioError("it is empty (no samples)");
  if (region->is_unknown() && length > there) {
    if (!is_usual_length(length, 8 * region->width)) warnings->push_back(overstated(length, there));
    return state_true_length(*region, there, bytes);
  }
  if (length <= region->overhead && !chunk_at(container, file, start + length)) {
    state_true_length(*region, there, bytes);
    warnings->push_back(kNoLength);
    return;
  }
  if (length <= there) require_nothing_joined(container, file, start + length);
  compare_length(length, there, start + length, file.size(), warnings);
}

}  // namespace

bool is_unknown_length(uint64_t length, int bits) { return length >= (bits == 64 ? kUnknown64 : kUnknown32); }

bool is_usual_length(uint64_t length, int bits) {
  const auto is_near = [length](uint64_t most) { return length <= most && most - length <= kHeaderBytes; };
  return bits == 64 ? std::any_of(std::begin(kUsual64), std::end(kUsual64), is_near)
                    : std::any_of(std::begin(kUsual32), std::end(kUsual32), is_near);
}

std::string overstated(uint64_t length, uint64_t there) {
  return "its header states " + std::to_string(length) + " bytes of samples; it has " + std::to_string(there) +
         ", which are read";
}

void compare_length(uint64_t stated, uint64_t there, uint64_t expected_size, size_t size, Warnings* warnings) {
  if (stated <= there) return;
  if (static_cast<double>(there) < (1 - kLenience) * static_cast<double>(stated)) {
    throw AudioError("it is cut short: expected " + std::to_string(expected_size) +
                     " bytes. Received: " + std::to_string(size));
  }
  warnings->push_back(overstated(stated, there));
}

void require_stated_length(Container container, Bytes* bytes, Warnings* warnings) {
  compare(container, bytes, warnings);
  const bool is_silent = warnings->empty();
  if (container == Container::kAiff && state_missing_frames(bytes) && is_silent) warnings->push_back(kNoLength);
}

}  // namespace ds
