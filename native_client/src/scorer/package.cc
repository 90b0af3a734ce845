#include "scorer/package.h"

#include <cstdio>
#include <cstring>
#include <utility>

namespace ds {

const char* describe_scorer_error(int error) {
  switch (error) {
    case kScorerOk: return "";
    case kScorerUnreadable: return "the file cannot be read";
    case kScorerInvalidLm: return "the file does not begin with a usable KenLM binary";
    case kScorerNoTrie: return "the file ends within its language model or right behind it";
    case kScorerInvalidTrie: return "the dictionary behind the language model is cut short or damaged";
    case kScorerVersionMismatch: return "the package is of another version";
    default: return "the package cannot be used";
  }
}

int read_package_header(const uint8_t* data, size_t size, PackageHeader* header, std::string* reason) {
  reason->clear();
  if (size == 0) return kScorerNoTrie;
  int32_t magic = 0;
  int32_t version = 0;
  if (size >= 4) std::memcpy(&magic, data, 4);
  if (size < kPackageHeaderSize || magic != kPackageMagic) {
    *reason = "Can't parse scorer file, invalid header. Try updating your scorer file.";
    return kScorerInvalidTrie;
  }
  std::memcpy(&version, data + 4, 4);
  if (version != kPackageVersion) {
    *reason = "Scorer file version mismatch (" + std::to_string(version) + " instead of expected " +
              std::to_string(kPackageVersion) + "). " +
              (version < kPackageVersion ? "Update your scorer file."
                                         : "Downgrade your scorer file or update your version of DeepSpeech.");
    return kScorerVersionMismatch;
  }
  header->is_bytes_mode = data[8] != 0;
  std::memcpy(&header->alpha, data + 9, 8);
  std::memcpy(&header->beta, data + 17, 8);
  for (const auto& [name, value] : {std::pair{"alpha", header->alpha}, std::pair{"beta", header->beta}}) {
    if (is_weight(value)) continue;
    char text[32];
    std::snprintf(text, sizeof(text), "%g", value);
    *reason = std::string("its default ") + name + " must be a number from -1e9 to 1e9. Received: " + text;
    return kScorerInvalidTrie;
  }
  return kScorerOk;
}

std::string write_package_header(const PackageHeader& header) {
  char bytes[kPackageHeaderSize];
  std::memcpy(bytes, &kPackageMagic, 4);
  std::memcpy(bytes + 4, &kPackageVersion, 4);
  bytes[8] = header.is_bytes_mode ? 1 : 0;
  std::memcpy(bytes + 9, &header.alpha, 8);
  std::memcpy(bytes + 17, &header.beta, 8);
  return std::string(bytes, sizeof(bytes));
}

}  // namespace ds
