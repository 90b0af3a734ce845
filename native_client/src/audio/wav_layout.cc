#include "audio/wav_layout.h"

#include <algorithm>
#include <optional>
#include <string>

#include "audio/container.h"
#include "audio/mpeg.h"
#include "audio/stated_length.h"

namespace ds {
namespace {

constexpr uint64_t kLongest = 1ull << 62;
constexpr size_t kMaxFormatBytes = 1 << 16;

// Chunk layout of a variant of WAV.
struct Form {
  size_t header;   // bytes
  size_t padding;  // chunk sizes are rounded up to a multiple of it
  bool big_endian;

  std::string name(View file, size_t offset) const {
    static const std::string tail("\xf3\xac\xd3\x11\x8c\xd1\x00\xc0\x4f\x8e\xdb\x8a", 12);
    if (header == 24 && !file.starts_with(tail, offset + 4)) return "";
    return std::string(reinterpret_cast<const char*>(file.data()) + offset, 4);
  }
  uint64_t length(View file, size_t offset) const {
    if (header == 24) return std::max<uint64_t>(file.little(offset + 16, 8), 24) - 24;
    return big_endian ? file.big(offset + 4, 4) : file.little(offset + 4, 4);
  }
  // Limited, so that it can be added to an offset.
  size_t padded(uint64_t length) const {
    const uint64_t limited = std::min(length, kLongest);
    return static_cast<size_t>((limited + padding - 1) / padding * padding);
  }
};

bool is_printable(const std::string& name) {
  return !name.empty() && std::all_of(name.begin(), name.end(), [](char c) { return c >= 0x20 && c < 0x7F; });
}

// End of the chunks after `offset`; the end of the file if nothing else follows.
size_t end_of_chunks(View file, const Form& form, size_t offset) {
  while (offset < file.size()) {
    if (!file.has(offset, form.header)) return offset;
    const size_t end = offset + form.header + form.padded(form.length(file, offset));
    if (begins_a_file(file, offset) || end > file.size() + form.padding - 1) return offset;
    if (!is_printable(form.name(file, offset))) return offset;
    if (form.name(file, offset) == "data") {
      throw AudioError("it has more than one data chunk");
    }
    offset = end;
  }
  return file.size();
}

void place_samples(View file, const Form& form, uint64_t length, int bits, WavLayout* layout, Warnings* warnings) {
  const size_t rest = file.size() - layout->start;
  layout->length = static_cast<size_t>(std::min<uint64_t>(length, rest));
  layout->is_plain = length <= rest;
  if (length > rest) {
    if (!is_unknown_length(length, bits)) {
      compare_length(length, rest, layout->start + length, file.size(), warnings);
      return;
    }
    require_one_file(file, layout->start);
    if (!is_usual_length(length, bits)) warnings->push_back(overstated(length, rest));
    return;
  }
  const size_t end = end_of_chunks(file, form, layout->start + form.padded(length));
  if (end >= file.size()) return;
  if (length == 0) {
    require_one_file(file, layout->start);
    layout->length = rest;
    layout->is_plain = false;
    warnings->push_back("its header states no length; it is read to its end");
    return;
  }
  if (begins_a_file(file, end)) {
    throw AudioError("it consists of several concatenated files: another one begins after its samples");
  }
  require_no_mpeg(file, end);
  warnings->push_back(std::to_string(file.size() - end) +
                      " bytes after its samples are ignored: they are not WAV chunks");
}

}  // namespace

WavLayout find_wav_samples(View file, Warnings* warnings) {
  const bool is_w64 = file.starts_with("riff");
  const Form form = {is_w64 ? 24u : 8u, is_w64 ? 8u : 2u, file.starts_with("RIFX")};
  WavLayout layout;
  layout.big_endian = form.big_endian;
  std::optional<uint64_t> large;  // length of the samples in the ds64 chunk
  size_t offset = is_w64 ? 40 : 12;
  while (file.has(offset, form.header)) {
    const std::string name = form.name(file, offset);
    uint64_t length = form.length(file, offset);
    offset += form.header;
    if (name == "data") {
      if (layout.format_size < 16) break;
      layout.start = offset;
      int bits = is_w64 ? 64 : 32;
      if (large && length == UINT32_MAX) {
        length = *large;
        bits = 64;
      }
      place_samples(file, form, length, bits, &layout, warnings);
      // Chunks other than format and samples might confuse a decoder.
      if (file.starts_with("BW64")) layout.is_plain = false;  // libsndfile does not know this name
      if (!is_w64 && !file.starts_with("RF64") && offset != 12 + 8 + layout.format_size + 8) layout.is_plain = false;
      return layout;
    }
    if (length > file.size() - offset) break;
    if (name == "fmt ") {
      layout.format = offset;
      layout.format_size = std::min<size_t>(static_cast<size_t>(length), kMaxFormatBytes);
    } else if (name == "ds64" && length >= 16 && (file.starts_with("RF64") || file.starts_with("BW64"))) {
      large = file.little(offset + 8, 8);
    }
    offset += form.padded(length);
  }
  throw AudioError("it is cut short or damaged: the WAV header has no format or no samples");
}

}  // namespace ds
