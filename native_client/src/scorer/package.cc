#include "scorer/package.h"

#include <cmath>
#include <cstdio>
#include <cstring>

#include "scorer/scorer_error.h"

namespace ds {

int read_package_header(const uint8_t* data, size_t size, PackageHeader* header) {
  if (size == 0) return kScorerNoTrie;
  int32_t magic = 0;
  int32_t version = 0;
  if (size >= 4) std::memcpy(&magic, data, 4);
  if (size < kPackageHeaderSize || magic != kPackageMagic) {
    std::fprintf(stderr, "Error: Can't parse scorer file, invalid header. Try updating your scorer file.\n");
    return kScorerInvalidTrie;
  }
  std::memcpy(&version, data + 4, 4);
  if (version != kPackageVersion) {
    std::fprintf(stderr, "Error: Scorer file version mismatch (%d instead of expected %d). ", version, kPackageVersion);
    std::fprintf(stderr, version < kPackageVersion
                             ? "Update your scorer file.\n"
                             : "Downgrade your scorer file or update your version of DeepSpeech.\n");
    return kScorerVersionMismatch;
  }
  header->is_bytes_mode = data[8] != 0;
  std::memcpy(&header->alpha, data + 9, 8);
  std::memcpy(&header->beta, data + 17, 8);
  return std::isfinite(header->alpha) && std::isfinite(header->beta) ? kScorerOk : kScorerInvalidTrie;
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
