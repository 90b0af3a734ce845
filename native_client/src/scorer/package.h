// The part of a scorer package between language model and dictionary.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace ds {

constexpr int32_t kPackageMagic = 0x54524945;  // "EIRT" in the file
constexpr int32_t kPackageVersion = 6;
constexpr size_t kPackageHeaderSize = 25;

// Little-endian, not aligned: i32 magic, i32 version, u8 bytes mode, double alpha, double beta.
struct PackageHeader {
  bool is_bytes_mode = false;
  double alpha = 0;  // default weight of the language model
  double beta = 0;   // default score of a word
};

// Reads the header at `data`. Returns a ScorerError; `reason` receives what was wrong in words.
int read_package_header(const uint8_t* data, size_t size, PackageHeader* header, std::string* reason);

std::string write_package_header(const PackageHeader& header);

}  // namespace ds
