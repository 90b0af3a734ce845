#include "audio/stated_length.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

namespace ds {
namespace {

using Region = std::optional<std::pair<uint64_t, uint64_t>>;  // offset and size of the samples in bytes

Region aiff_region(View file) {
  size_t offset = 12;
  while (file.has(offset, 8)) {
    const uint64_t length = file.big(offset + 4, 4);
    if (file.starts_with("SSND", offset)) return Region({offset + 8, length});
    offset += 8 + length + length % 2;
  }
  return std::nullopt;
}

Region au_region(View file) {
  if (!file.has(0, 12)) return std::nullopt;
  const bool is_little = file.starts_with("dns.");
  const uint64_t start = is_little ? file.little(4, 4) : file.big(4, 4);
  const uint64_t length = is_little ? file.little(8, 4) : file.big(8, 4);
  if (length == UINT32_MAX) return std::nullopt;
  return Region({start, length});
}

Region caf_region(View file) {
  size_t offset = 8;
  while (file.has(offset, 12)) {
    const uint64_t length = file.big(offset + 4, 8);
    if (length > INT64_MAX) return std::nullopt;  // negative: unknown
    if (file.starts_with("data", offset)) return Region({offset + 12, length});
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
  return Region({*start, *count * width * channels});
}

// Throws AudioError if another recording follows the samples, or the chunks after them.
void require_nothing_joined(Container container, View file, uint64_t end) {
  while (end < file.size()) {
    const size_t offset = static_cast<size_t>(end);
    if (begins_a_file(file, offset)) {
      throw AudioError("it consists of several concatenated files: another one begins at byte " + std::to_string(end));
    }
    if (container == Container::kAiff) {
      const uint64_t length = file.big(offset + 4, 4);
      end += 8 + length + length % 2;
    } else if (container == Container::kCaf) {
      const uint64_t length = file.big(offset + 4, 8);
      if (length > file.size()) return;
      end += 12 + length;
    } else {
      return;
    }
  }
}

}  // namespace

void compare_length(uint64_t stated, uint64_t there, uint64_t expected_size, size_t size, Warnings* warnings) {
  if (stated <= there) return;
  if (static_cast<double>(there) < (1 - kLenience) * static_cast<double>(stated)) {
    throw AudioError("it is cut short: expected " + std::to_string(expected_size) +
                     " bytes. Received: " + std::to_string(size));
  }
  warnings->push_back("its header states " + std::to_string(stated) + " bytes of samples; it has " +
                      std::to_string(there) + ", which are read");
}

void require_stated_length(Container container, View file, Warnings* warnings) {
  Region region;
  if (container == Container::kAiff) region = aiff_region(file);
  if (container == Container::kAu) region = au_region(file);
  if (container == Container::kCaf) region = caf_region(file);
  if (container == Container::kSphere) region = sphere_region(file);
  if (!region) return;
  const auto [start, length] = *region;
  const uint64_t there = file.size() > start ? file.size() - start : 0;
  if (length <= there) require_nothing_joined(container, file, start + length);
  compare_length(length, there, start + length, file.size(), warnings);
}

}  // namespace ds
