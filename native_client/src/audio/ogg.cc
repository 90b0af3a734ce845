#include "audio/ogg.h"

#include <array>
#include <map>
#include <string>
#include <utility>

#include "audio/container.h"

namespace ds {
namespace {

constexpr size_t kHeaderBytes = 27;
constexpr uint8_t kFirst = 2, kLast = 4;  // flags of a page

struct Codec {
  const char* name;
  std::string magic;
  bool is_supported;
};

struct Link {  // one stream of a chain
  std::vector<std::pair<size_t, size_t>> runs;
  std::map<uint64_t, uint64_t> next_page;  // number of the next page, by stream
  std::vector<const Codec*> codecs;
  bool has_data = false;   // pages after the first of each stream
  bool has_sound = false;  // pages with a granule position
  bool is_ended = false;
};

const Codec* codec_at(View file, size_t offset) {
  static const std::vector<Codec> codecs = {
      {"Vorbis", "\x01vorbis", true},
      {"Opus", "OpusHead", true},
      {"FLAC",
       "\x7f"
       "FLAC",
       true},
      {"Speex", "Speex   ", false},
      {"Theora", "\x80theora", false},
      {"Skeleton", std::string("fishead\0", 8), false},
      {"Kate", "\x80kate", false},
  };
  static const Codec other = {"another codec", "", false};
  for (const Codec& codec : codecs) {
    if (file.starts_with(codec.magic, offset)) return &codec;
  }
  return &other;
}

// End of the page; after the end of the file if the page is incomplete.
size_t page_end(View file, size_t offset) {
  if (!file.has(offset, kHeaderBytes)) return offset + kHeaderBytes;
  const size_t count = file[offset + 26];
  size_t end = offset + kHeaderBytes + count;
  for (size_t i = 0; i < count; i++) end += file[offset + kHeaderBytes + i];
  return end;
}

// Checksum with the polynomial 0x04c11db7, highest bit first; the checksum field in the page counts as 0.
uint32_t checksum(View file, size_t offset, size_t end) {
  static const std::array<uint32_t, 256> table = [] {
    std::array<uint32_t, 256> made{};
    for (uint32_t i = 0; i < 256; i++) {
      uint32_t value = i << 24;
      for (int bit = 0; bit < 8; bit++) value = value << 1 ^ ((value >> 31) != 0 ? 0x04c11db7u : 0);
      made[i] = value;
    }
    return made;
  }();
  uint32_t sum = 0;
  for (size_t i = offset; i < end; i++) {
    const uint8_t byte = i >= offset + 22 && i < offset + 26 ? 0 : file[i];
    sum = sum << 8 ^ table[(sum >> 24) ^ byte];
  }
  return sum;
}

void add_page(View file, size_t offset, size_t end, size_t number, Link* link) {
  const uint8_t flags = file[offset + 5];
  const uint64_t stream = file.little(offset + 14, 4), sequence = file.little(offset + 18, 4);
  if (flags & kFirst) {
    link->codecs.push_back(codec_at(file, offset + kHeaderBytes + file[offset + 26]));
  } else {
    link->has_data = true;
    const auto wanted = link->next_page.find(stream);
    if (wanted == link->next_page.end()) {
      throw AudioError("it is damaged: the stream of Ogg page " + std::to_string(number) + " has no first page");
    }
    // Recordings of a live stream lack pages between the headers and the first audio.
    if (sequence != wanted->second && (sequence < wanted->second || link->has_sound)) {
      throw AudioError("it is damaged: Ogg pages before page " + std::to_string(number) + " are missing");
    }
  }
  const uint64_t position = file.little(offset + 6, 8);
  link->has_sound |= position != 0 && position != UINT64_MAX;
  link->next_page[stream] = sequence + 1;
  link->is_ended = (flags & kLast) != 0;
  if (!link->runs.empty() && link->runs.back().second == offset) {
    link->runs.back().second = end;
  } else {
    link->runs.emplace_back(offset, end);
  }
}

std::vector<Link> links_of(View file) {
  std::vector<Link> links;
  size_t number = 0;
  for (size_t offset = file.find("OggS", 0); offset != View::kNowhere; number++) {
    const size_t end = page_end(file, offset);
    if (end > file.size()) {
      throw AudioError("it is cut short: expected " + std::to_string(end) +
                       " bytes. Received: " + std::to_string(file.size()));
    }
    uint32_t stated = static_cast<uint32_t>(file.little(offset + 22, 4));
    if (checksum(file, offset, end) != stated) {
      throw AudioError("it is damaged: the checksum of Ogg page " + std::to_string(number) + " is wrong");
    }
    const bool is_first = (file[offset + 5] & kFirst) != 0;
    if (is_first && (links.empty() || links.back().has_data)) links.emplace_back();
    if (links.empty()) throw AudioError("it is damaged: its first Ogg page is missing");
    add_page(file, offset, end, number, &links.back());
    offset = file.find("OggS", end);
  }
  if (links.empty()) throw AudioError("it is damaged: it has no complete Ogg page");
  return links;
}

void require_known_codec(const Link& link) {
  std::string names;
  for (const Codec* codec : link.codecs) {
    if (codec->is_supported) return;
    names += std::string(names.empty() ? "" : ", ") + codec->name;
  }
  throw AudioError("it is Ogg with " + names + ". Supported: Ogg with Vorbis, Opus or FLAC");
}

}  // namespace

std::vector<Part> ogg_streams(View file, Warnings* warnings) {
  const std::vector<Link> links = links_of(file);
  require_one_file(file, links.back().runs.back().second);
  require_no_mpeg(file, links.back().runs.back().second);
  std::vector<Part> parts;
  for (const Link& link : links) {
    require_known_codec(link);
    Part part;
    for (const auto& [start, end] : link.runs) {
      part.data.insert(part.data.end(), file.data() + start, file.data() + end);
    }
    parts.push_back(std::move(part));
  }
  if (links.size() > 1) {
    warnings->push_back("it consists of " + std::to_string(links.size()) +
                        " chained Ogg streams; all of them are read");
  }
  if (!links.back().is_ended) warnings->push_back("its last page is not marked as the end: it may be cut short");
  return parts;
}

}  // namespace ds
