#include "audio/mpeg.h"

#include <algorithm>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "audio/container.h"

// ISO/IEC 11172-3 and 13818-3 (headers), id3.org (ID3v1, ID3v2), the APEv2 and Lyrics3 specifications, and the
// layout of the Xing/Info tag that LAME and FFmpeg write.
namespace ds {
namespace {

constexpr int kKbits[6][14] = {
    {32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448},  // MPEG-1, layers I to III
    {32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384},
    {32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320},
    {32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256},  // MPEG-2 and 2.5
    {8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160},
    {8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160},
};
constexpr int kRatesHz[3] = {44100, 48000, 32000};
constexpr size_t kChecksumEnd = 6;     // size of a frame header with the optional checksum
constexpr int64_t kRoundedFrames = 2;  // a tag may count its own frame, or one that was not written

struct Kind {       // equal for all frames of a stream
  int version = 0;  // 3: MPEG-1, 2: MPEG-2, 0: MPEG-2.5
  int layer = 0;
  int rate = 0;
  bool is_mono = false;
  bool operator==(const Kind& other) const {
    return version == other.version && layer == other.layer && rate == other.rate && is_mono == other.is_mono;
  }
};

struct Header {
  size_t length = 0;  // size of the frame in bytes
  Kind kind;
  size_t tag_place = 0;  // offset of a Xing or Info tag in the frame; 0: none
};

struct Stream {
  Kind kind;
  std::vector<std::pair<size_t, size_t>> runs;  // consecutive frames without bytes in between
  int64_t frames = 0;                           // without frames that contain a tag
  size_t tag = View::kNowhere;
  int64_t stated_frames = -1;
};

// Parses a frame header. Nothing if it is invalid or in free format.
std::optional<Header> header_at(View file, size_t offset) {
  if (!file.has(offset, 4) || file[offset] != 0xFF || (file[offset + 1] & 0xE0) != 0xE0) return std::nullopt;
  const int version = file[offset + 1] >> 3 & 3, layer = 4 - (file[offset + 1] >> 1 & 3);
  const int bitrate = file[offset + 2] >> 4, rate = file[offset + 2] >> 2 & 3, padding = file[offset + 2] >> 1 & 1;
  if (version == 1 || layer == 4 || bitrate == 0 || bitrate == 15 || rate == 3) return std::nullopt;
  const bool is_first = version == 3, is_mono = file[offset + 3] >> 6 == 3;
  const int rate_hz = kRatesHz[rate] / (is_first ? 1 : version == 2 ? 2 : 4);
  const int bits = kKbits[(is_first ? 0 : 3) + layer - 1][bitrate - 1] * 1000;
  Header header;
  header.kind = {version, layer, rate, is_mono};
  const int length =
      layer == 1 ? (12 * bits / rate_hz + padding) * 4 : (is_first || layer == 2 ? 144 : 72) * bits / rate_hz + padding;
  header.length = static_cast<size_t>(length);
  if (layer == 3) header.tag_place = 4 + (is_first ? (is_mono ? 17 : 32) : (is_mono ? 9 : 17));
  return header;
}

// End of the tag at `offset`; `offset` if there is none, or it is cut short.
size_t tag_end(View file, size_t offset) {
  size_t end = offset;
  if (file.starts_with("ID3", offset)) {
    end = skip_id3v2(file, offset);
  } else if (file.starts_with("TAG", offset)) {
    end = offset + 128;
  } else if (file.starts_with("APETAGEX", offset) && file.has(offset, 16)) {
    const bool is_header = (file.little(offset + 20, 4) >> 29 & 1) != 0 && file.has(offset, 24);
    end = offset + 32 + (is_header ? file.little(offset + 12, 4) : 0);  // otherwise it is a footer
  } else if (file.starts_with("LYRICSBEGIN", offset)) {
    const size_t second = file.find("LYRICS200", offset), first = file.find("LYRICSEND", offset);
    size_t found = second == View::kNowhere ? first : first == View::kNowhere ? second : std::max(first, second);
    end = found == View::kNowhere ? offset : found + 9;
  }
  return end <= file.size() ? end : offset;
}

// Whether frames of one kind are consecutive; fewer suffice before a tag or the end of the file.
bool is_chain(View file, size_t offset, int frames) {
  std::optional<Kind> kind;
  for (int count = 0; count < frames; count++) {
    if (count > 0 && (offset == file.size() || tag_end(file, offset) > offset)) return true;
    const std::optional<Header> header = header_at(file, offset);
    if (!header || (kind && !(header->kind == *kind))) return false;
    kind = header->kind;
    offset += header->length;
    if (offset > file.size()) return false;
  }
  return true;
}

std::set<size_t> tag_places(View file) {
  std::set<size_t> places;
  for (const char* name : {"Xing", "Info"}) {
    for (size_t offset = file.find(name, 0); offset != View::kNowhere; offset = file.find(name, offset + 1)) {
      places.insert(offset);
    }
  }
  return places;
}

// Whether a frame contains a tag instead of audio, by the criterion of decoders.
bool is_tag(View file, size_t offset, const Header& header, const std::set<size_t>& tags) {
  if (tags.count(offset + header.tag_place) == 0) return false;
  for (size_t i = offset + kChecksumEnd; i < offset + header.tag_place; i++) {
    if (file[i] != 0) return false;
  }
  return true;
}

int64_t stated_frames(View file, size_t tag) {
  if (!file.has(tag, 12) || (file[tag + 7] & 1) == 0) return -1;
  const auto frames = static_cast<int64_t>(file.big(tag + 8, 4));
  return frames > 0 ? frames : -1;
}

// Adds the consecutive frames from `start` on to a stream; returns their end.
size_t add_run(View file, size_t start, const std::set<size_t>& tags, Stream* stream) {
  size_t offset = start;
  std::optional<Header> header = header_at(file, start);
  if (header && is_tag(file, start, *header, tags)) {
    stream->tag = start + header->tag_place;
    stream->stated_frames = stated_frames(file, stream->tag);
    offset += header->length;
  }
  while ((header = header_at(file, offset))) {
    const size_t end = offset + header->length;
    if (end > file.size() || !(header->kind == stream->kind) || is_tag(file, offset, *header, tags)) break;
    offset = end;
    stream->frames++;
  }
  stream->runs.emplace_back(start, offset);
  return offset;
}

struct Walk {
  std::vector<Stream> streams;
  size_t inside = 0;        // bytes between frames that are neither frames nor tags
  size_t other_format = 0;  // offset of another format; 0: none
};

Walk walk(View file) {
  const std::set<size_t> tags = tag_places(file);
  Walk found;
  size_t offset = 0, skipped = 0;
  while (offset < file.size()) {
    const std::optional<Header> header = header_at(file, offset);
    if (header && offset + header->length <= file.size()) {
      const bool is_same =
          !found.streams.empty() && header->kind == found.streams.back().kind && !is_tag(file, offset, *header, tags);
      if (is_same || is_chain(file, offset, 2)) {
        if (!found.streams.empty()) found.inside += skipped;
        skipped = 0;
        if (!is_same) {
          found.streams.emplace_back();
          found.streams.back().kind = header->kind;
        }
        offset = add_run(file, offset, tags, &found.streams.back());
        continue;
      }
    }
    const size_t behind = tag_end(file, offset);
    if (behind > offset) {
      offset = behind;
      continue;
    }
    if (!found.streams.empty() && begins_a_file(file, offset)) {
      found.other_format = offset;
      return found;
    }
    size_t next = find_mpeg_frames(file, offset + 1, 3);
    if (!found.streams.empty()) {
      const size_t tag = file.find("ID3", offset + 1);
      if (tag != View::kNowhere && tag < std::min(next, file.size()) && skip_id3v2(file, tag) <= file.size()) {
        next = tag;
      }
    }
    if (next == View::kNowhere) break;
    skipped += next - offset;
    offset = next;
  }
  return found;
}

Bytes frames_of(View file, const Stream& stream) {
  Bytes frames;
  for (const auto& [start, end] : stream.runs) frames.insert(frames.end(), file.data() + start, file.data() + end);
  return frames;
}

int64_t frame_samples(const Kind& kind) {
  if (kind.layer == 1) return 384;
  return kind.layer == 2 || kind.version == 3 ? 1152 : 576;
}

size_t length_at(const Bytes& frames, size_t offset) {
  const std::optional<Header> header = header_at(View(frames), offset);
  return header ? header->length : frames.size();
}

Part as_part(View file, const Stream& stream) {
  Part part;
  part.data = frames_of(file, stream);
  if (stream.tag != View::kNowhere && stream.stated_frames >= 0) {
    const size_t offset = stream.tag - stream.runs[0].first;
    put_big(&part.data, offset + 8, static_cast<uint64_t>(stream.frames), 4);
    if (part.data[offset + 7] & 2)
      put_big(&part.data, offset + 12, part.data.size(), 4);  // the number of bytes as well
    return part;
  }
  if (stream.tag != View::kNowhere) {
    part.data.erase(part.data.begin(), part.data.begin() + static_cast<int64_t>(length_at(part.data, 0)));
  }
  size_t last = 0;
  while (last + length_at(part.data, last) < part.data.size()) last += length_at(part.data, last);
  // Decoders estimate the end from the length of the first frame and stop there, so append more frames.
  const Bytes frame(part.data.begin() + static_cast<int64_t>(last), part.data.end());
  const size_t wanted = (static_cast<size_t>(stream.frames) + 1) * (length_at(part.data, 0) + 1);
  do {
    part.data.insert(part.data.end(), frame.begin(), frame.end());
  } while (part.data.size() < wanted);
  part.samples = stream.frames * frame_samples(stream.kind);
  return part;
}

}  // namespace

size_t skip_id3v2(View file, size_t offset) {
  while (file.starts_with("ID3", offset) && file.has(offset, 10)) {
    size_t size = 0;
    for (size_t i = 6; i < 10; i++) size = size << 7 | (file[offset + i] & 127u);  // seven bits each
    offset += 10 + size + ((file[offset + 5] & 0x10) != 0 ? 10 : 0);
  }
  return offset;
}

size_t find_mpeg_frames(View file, size_t offset, int frames) {
  for (offset = file.find("\xff", offset); offset != View::kNowhere; offset = file.find("\xff", offset + 1)) {
    if (is_chain(file, offset, frames)) return offset;
  }
  return View::kNowhere;
}

void require_no_mpeg(View file, size_t offset) {
  const auto are_frames = [file](size_t start) {
    std::optional<Kind> kind;
    for (int count = 0; count < 3; count++) {
      const std::optional<Header> header = header_at(file, start);
      if (!header || (kind && !(header->kind == *kind))) return false;
      kind = header->kind;
      start += header->length;
    }
    return start <= file.size();
  };
  for (offset = file.find("\xff", offset); offset != View::kNowhere; offset = file.find("\xff", offset + 1)) {
    if (are_frames(offset)) {
      throw AudioError("it consists of several concatenated files: another one begins at byte " +
                       std::to_string(offset));
    }
  }
}

std::vector<Part> mpeg_streams(View file, Warnings* warnings) {
  const Walk found = walk(file);
  const std::vector<Stream>& streams = found.streams;
  if (streams.empty()) {
    throw AudioError("it is damaged or not in a supported audio format: it has no MPEG audio frames");
  }
  if (found.other_format > 0) {
    throw AudioError("it consists of several concatenated files: another format begins at byte " +
                     std::to_string(found.other_format));
  }
  std::vector<Part> parts;
  for (const Stream& stream : streams) {
    if (!(stream.kind == streams[0].kind)) {
      throw AudioError("it consists of several concatenated MP3 files with different sampling rates or channels");
    }
    if (stream.stated_frames > stream.frames + kRoundedFrames) {
      throw AudioError("it is cut short or damaged: expected " + std::to_string(stream.stated_frames) +
                       " MPEG audio frames. Received: " + std::to_string(stream.frames));
    }
    if (stream.frames > 0) parts.push_back(as_part(file, stream));
  }
  if (streams.size() > 1) {
    warnings->push_back("it consists of " + std::to_string(streams.size()) +
                        " concatenated MP3 files; all of them are read");
  }
  if (found.inside > 0) {
    warnings->push_back(std::to_string(found.inside) +
                        " bytes between its frames are not MPEG audio; some audio may be missing");
  }
  return parts;
}

}  // namespace ds
