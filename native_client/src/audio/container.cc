#include "audio/container.h"

#include <algorithm>
#include <string>
#include <vector>

#include "audio/audio.h"
#include "audio/mpeg.h"

namespace ds {
namespace {

constexpr char kSupported[] = "WAV, FLAC, MP3, Ogg Vorbis, Opus, AIFF, AU, CAF, W64, SPHERE";
constexpr size_t kStartBytes = 1 << 16;  // search range for the first MP3 frame, after ID3 tags

struct Magic {
  Container container;
  const char* name;
  size_t offset;
  std::string bytes;
};
struct Other {
  const char* name;
  size_t offset;
  std::string bytes;
};

const Magic* find_supported(View file) {
  static const std::vector<Magic> table = {
      {Container::kWav, "WAV", 8, "WAVE"},
      {Container::kW64, "W64", 0, std::string("riff\x2e\x91\xcf\x11\xa5\xd6\x28\xdb\x04\xc1\0\0", 16)},
      {Container::kFlac, "FLAC", 0, "fLaC"},
      {Container::kOgg, "Ogg", 0, "OggS"},
      {Container::kAiff, "AIFF", 8, "AIFF"},
      {Container::kAiff, "AIFF", 8, "AIFC"},
      {Container::kAu, "AU", 0, ".snd"},
      {Container::kAu, "AU", 0, "dns."},
      {Container::kCaf, "CAF", 0, "caff"},
      {Container::kSphere, "SPHERE", 0, "NIST_1A"},
  };
  for (const Magic& magic : table) {
    if (!file.starts_with(magic.bytes, magic.offset)) continue;
    const bool is_wav =
        file.starts_with("RIFF") || file.starts_with("RIFX") || file.starts_with("RF64") || file.starts_with("BW64");
    return magic.container != Container::kWav || is_wav ? &magic : nullptr;
  }
  return nullptr;
}

const char* find_other(View file) {
  static const std::vector<Other> table = {
      {"WebM or Matroska", 0, "\x1a\x45\xdf\xa3"},
      {"MP4 or M4A", 4, "ftyp"},
      {"WMA", 0, "\x30\x26\xb2\x75\x8e\x66\xcf\x11"},
      {"AMR", 0, "#!AMR"},
      {"AAC", 0, "\xff\xf1"},
      {"AAC", 0, "\xff\xf9"},
      {"AAC", 0, "ADIF"},
      {"AVI", 8, "AVI "},
      {"FLV", 0, "FLV\x01"},
      {"MIDI", 0, "MThd"},
      {"Monkey's Audio", 0, "MAC "},
      {"WavPack", 0, "wvpk"},
      {"TTA", 0, "TTA1"},
      {"Musepack", 0, "MPCK"},
      {"Musepack", 0, "MP+"},
      {"DSF", 0, "DSD "},
      {"RealMedia", 0, ".RMF"},
      {"a sample database", 0, "SAMPLEDB"},
      {"a ZIP archive", 0, "PK\x03\x04"},
      {"a gzip archive", 0, "\x1f\x8b"},
      {"a PDF document", 0, "%PDF"},
      {"a PNG image", 0, "\x89PNG"},
      {"a JPEG image", 0, "\xff\xd8\xff"},
      {"a Git LFS pointer, not the file itself", 0, "version https://git-lfs"},
  };
  for (const Other& other : table) {
    if (file.starts_with(other.bytes, other.offset)) return other.name;
  }
  return "";
}

// Name of the format of what starts behind an ID3 tag; empty if unknown.
std::string name_at(View file, size_t offset) {
  offset = std::min(offset, file.size());
  const View behind(file.data() + offset, file.size() - offset);
  const Magic* found = find_supported(behind);
  return found != nullptr ? found->name : find_other(behind);
}

bool is_text(View file) {
  const size_t size = std::min<size_t>(file.size(), 512);
  for (size_t i = 0; i < size; i++) {
    const uint8_t byte = file[i];
    if (byte < 9 || (byte > 13 && byte < 32) || byte == 127) return false;
  }
  return size > 0;
}

// First bytes of a file, and the bytes at offset 8.
struct Start {
  std::string first, second;
};

const std::vector<Start>& starts() {
  static const std::vector<Start> table = {
      {"RIFF", "WAVE"},
      {"RIFX", "WAVE"},
      {"RF64", "WAVE"},
      {"BW64", "WAVE"},
      {"FORM", "AIFF"},
      {"FORM", "AIFC"},
      {"riff\x2e\x91\xcf\x11", std::string("\xa5\xd6\x28\xdb\x04\xc1\0\0", 8)},
      {std::string("fLaC\0\0\0\x22", 8), ""},
      {std::string("OggS\0\2", 6), ""},
      {std::string("caff\0\1\0", 7), ""},
      {std::string(".snd\0\0", 6), ""},
      {"NIST_1A\n", ""},
  };
  return table;
}

}  // namespace

Container container_of(View file) {
  if (const Magic* found = find_supported(file)) return found->container;
  const size_t behind_tags = skip_id3v2(file, 0);
  if (behind_tags > 0 && file.starts_with("fLaC", behind_tags)) return Container::kFlac;
  std::string other = find_other(file);
  if (behind_tags > 0) {
    const std::string behind = name_at(file, behind_tags);
    if (!behind.empty()) other = behind + " behind an ID3 tag";
  }
  const View start(file.data(), std::min(file.size(), kStartBytes));
  if (other.empty() && (behind_tags > 0 || find_mpeg_frames(start, 0, 3) != View::kNowhere)) return Container::kMp3;
  if (other.empty() && is_text(file)) other = "a text file";
  std::string text = "it is damaged or not in a supported audio format";
  if (!other.empty()) text += ": it is " + other;
  throw AudioError(text + ". Supported: " + kSupported);
}

bool begins_a_file(View file, size_t offset) {
  return std::any_of(starts().begin(), starts().end(), [&](const Start& start) {
    return file.starts_with(start.first, offset) && file.starts_with(start.second, offset + 8);
  });
}

void require_one_file(View file, size_t offset) {
  size_t other = View::kNowhere;
  for (const Start& start : starts()) {
    size_t found = file.find(start.first, offset);
    while (found != View::kNowhere && !file.starts_with(start.second, found + 8))
      found = file.find(start.first, found + 1);
    other = std::min(other, found);
  }
  if (other == View::kNowhere) return;
  throw AudioError("it consists of several concatenated files: another one begins at byte " + std::to_string(other));
}

}  // namespace ds
