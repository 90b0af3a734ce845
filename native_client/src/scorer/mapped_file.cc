#include "scorer/mapped_file.h"

#include <utility>

namespace ds {

MappedFile::~MappedFile() { platform::unmap(mapping_); }

MappedFile::MappedFile(MappedFile&& other) noexcept : mapping_(std::exchange(other.mapping_, {})) {}

MappedFile& MappedFile::operator=(MappedFile&& other) noexcept {
  if (this != &other) {
    platform::unmap(mapping_);
    mapping_ = std::exchange(other.mapping_, {});
  }
  return *this;
}

bool MappedFile::open(const std::string& path) {
  platform::unmap(mapping_);
  return platform::map_for_reading(path, &mapping_);
}

}  // namespace ds
