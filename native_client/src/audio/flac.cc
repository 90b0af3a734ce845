#include "audio/flac.h"

#include <optional>
#include <string>
#include <vector>

#include "audio/container.h"

namespace ds {
namespace {

constexpr int kBlockSizes[16] = {0, 192, 576, 1152, 2304, 4608, 0, 0, 256, 512, 1024, 2048, 4096, 8192, 16384, 32768};
constexpr int kBits[8] = {0, 8, 12, -1, 16, 20, 24, 32};  // per sample, by code; 0: same as the stream

struct Frame {
  size_t offset = 0;
  uint64_t samples = 0;
  uint64_t number = 0;  // number of the frame, or of its first sample
  bool counts_samples = false;
};

uint8_t crc8(View file, size_t offset, size_t end) {
  uint8_t sum = 0;
  for (; offset < end; offset++) {
    sum = static_cast<uint8_t>(sum ^ file[offset]);
    for (int bit = 0; bit < 8; bit++) sum = static_cast<uint8_t>(sum << 1 ^ (sum & 0x80 ? 0x07 : 0));
  }
  return sum;
}

bool is_whole(View file, size_t offset, size_t end) {  // by CRC-16, including the checksum at the end
  uint16_t sum = 0;
  for (; offset < end; offset++) {
    sum = static_cast<uint16_t>(sum ^ file[offset] << 8);
    for (int bit = 0; bit < 8; bit++) sum = static_cast<uint16_t>(sum << 1 ^ (sum & 0x8000 ? 0x8005 : 0));
  }
  return sum == 0;
}

// `description`: offset of the STREAMINFO block, which the header must match.
std::optional<Frame> frame_at(View file, size_t offset, size_t description) {
  const int size_code = file[offset + 2] >> 4, channel_code = file[offset + 3] >> 4, bits = file[offset + 3] >> 1 & 7;
  const int channels = (file[description + 12] >> 1 & 7) + 1;
  const int stream_bits = ((file[description + 12] & 1) << 4 | file[description + 13] >> 4) + 1;
  if (!file.has(offset, 6) || (channel_code < 8 ? channel_code + 1 : 2) != channels || channel_code > 10) return {};
  if ((kBits[bits] != 0 && kBits[bits] != stream_bits) || (file[offset + 3] & 1) != 0 || size_code == 0) return {};
  const uint8_t first = file[offset + 4];
  size_t length = 1;  // of the number, encoded as in UTF-8
  if (first >= 0x80) {
    length = 0;
    while (length < 8 && (first << length & 0x80) != 0) length++;
  }
  Frame frame;
  frame.offset = offset;
  frame.counts_samples = (file[offset + 1] & 1) != 0;
  frame.number = first >= 0x80 ? first & 0xFFu >> length : first;
  for (size_t i = 1; i < length; i++) frame.number = frame.number << 6 | (file[offset + 4 + i] & 0x3F);
  size_t end = offset + 4 + length;
  frame.samples = static_cast<uint64_t>(kBlockSizes[size_code]);
  if (size_code == 6 || size_code == 7) {  // in one or two additional bytes
    frame.samples = file.big(end, size_code - 5) + 1;
    end += static_cast<size_t>(size_code - 5);
  }
  const int rate_code = file[offset + 2] & 0x0F;
  if (rate_code >= 12 && rate_code <= 14) end += rate_code == 12 ? 1 : 2;
  if (end >= offset + 16 || !file.has(end, 1) || crc8(file, offset, end) != file[end]) return {};
  return frame;
}

std::vector<Frame> frames_of(View file, size_t start, size_t description) {
  std::vector<Frame> frames;
  uint64_t total = 0;
  for (size_t offset = file.find("\xff", start); offset != View::kNowhere; offset = file.find("\xff", offset + 1)) {
    if ((file[offset + 1] & 0xFE) != 0xF8) continue;
    const std::optional<Frame> frame = frame_at(file, offset, description);
    if (!frame || frame->number != (frame->counts_samples ? total : frames.size())) continue;
    if (frames.empty() && offset != start) break;
    frames.push_back(*frame);
    total += frame->samples;
  }
  return frames;
}

size_t first_frame(View file, size_t block) {
  while (file.has(block, 4)) {
    const bool is_last = (file[block] & 0x80) != 0;
    block += 4 + static_cast<size_t>(file.big(block + 1, 3));
    if (is_last) return block;
  }
  return file.size();
}

}  // namespace

Part flac_stream(View file, Warnings* warnings) {
  const size_t block = skip_id3v2(file, 0) + 4;
  if ((file[block] & 0x7F) != 0 || !file.has(block, 38)) {
    throw AudioError("it is cut short or damaged: the FLAC header has no STREAMINFO block");
  }
  // The metadata may contain the start of another file: the header of the WAV file before conversion.
  const size_t start = first_frame(file, block);
  require_one_file(file, start < file.size() ? start : block);
  const size_t description = block + 4;
  std::vector<Frame> frames = frames_of(file, start, description);
  const bool end_is_whole = !frames.empty() && is_whole(file, frames.back().offset, file.size());
  if (!frames.empty() && !end_is_whole) require_no_mpeg(file, frames.back().offset);
  Part part;
  part.data.assign(file.data(), file.data() + file.size());
  if ((file.big(description + 13, 5) & 0xFFFFFFFFFull) != 0) return part;
  if (!frames.empty() && !end_is_whole) {
    part.data.resize(frames.back().offset);
    frames.pop_back();
    warnings->push_back("its last frame is cut short; the frames before it are read");
  }
  uint64_t total = 0;
  for (const Frame& frame : frames) total += frame.samples;
  const uint8_t upper = part.data[description + 13] & 0xF0;
  put_big(&part.data, description + 13, total, 5);
  part.data[description + 13] = static_cast<uint8_t>(upper | (part.data[description + 13] & 0x0F));
  return part;
}

}  // namespace ds
