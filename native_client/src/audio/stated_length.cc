#include "audio/stated_length.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

namespace ds {
namespace {

// Programs that write to a pipe state this length or more in 32 bits.
constexpr uint64_t kUnknownFrom = 0x7F000000;

struct Place {
  uint64_t start;    // of the samples
  uint64_t length;   // in bytes, as stated
  size_t field = 0;  // offset of the stated length; 0 if libsndfile does not need it
  int width = 4;     // bytes of the stated length
  bool is_little = false;
  uint64_t overhead = 0;  // bytes that the stated length counts in addition to samples

  // As writers state it that do not know it; CAF has -1.
  bool is_unknown() const { return width == 4 && field > 0 ? length >= kUnknownFrom : length > INT64_MAX; }
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

void state_true_length(const Place& place, uint64_t there, Bytes* bytes) {
  require_one_file(View(*bytes), static_cast<size_t>(place.start));
  if (place.field == 0) return;
  const uint64_t largest = (1ull << (8 * place.width - 1)) - 1;
  Bytes number(static_cast<size_t>(place.width));
  put_big(&number, 0, std::min(there, largest), place.width);
  if (place.is_little) std::reverse(number.begin(), number.end());
  std::copy(number.begin(), number.end(), bytes->begin() + static_cast<std::ptrdiff_t>(place.field));
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

void require_stated_length(Container container, Bytes* bytes, Warnings* warnings) {
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
  if (region->is_unknown() && length > there) return state_true_length(*region, there, bytes);
  if (length <= region->overhead && !chunk_at(container, file, start + length)) {
    state_true_length(*region, there, bytes);
    warnings->push_back("its header states no length; it is read to its end");
    return;
  }
  if (length <= there) require_nothing_joined(container, file, start + length);
  compare_length(length, there, start + length, file.size(), warnings);
}

}  // namespace ds
