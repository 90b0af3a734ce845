#include "platform/mapping.h"

#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

namespace ds::platform {
namespace {

// A file that is open for reading.
class Descriptor {
 public:
  // Does not wait for the writer of a pipe.
  explicit Descriptor(const std::string& path) : number_(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)) {}
  ~Descriptor() {
    if (number_ >= 0) close(number_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;

  int number() const { return number_; }

  // kMissing, with the reason in errno, if it is not open.
  FileKind kind(size_t* size) const {
    struct stat status;
    if (number_ < 0 || fstat(number_, &status) != 0) return FileKind::kMissing;
    *size = static_cast<size_t>(status.st_size);
    if (S_ISREG(status.st_mode)) return FileKind::kRegular;
    return S_ISDIR(status.st_mode) ? FileKind::kFolder : FileKind::kOther;
  }

 private:
  int number_;
};

// The file replaces the first pages of a larger empty mapping. MAP_FAILED, with the reason in errno, on failure.
void* map_with_spare(int file, size_t size, size_t reserved) {
  constexpr int kAccess = PROT_READ | PROT_WRITE;
  void* const memory = mmap(nullptr, reserved, kAccess, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED || mmap(memory, size, kAccess, MAP_PRIVATE | MAP_FIXED, file, 0) != MAP_FAILED) {
    return memory;
  }
  const int error = errno;
  munmap(memory, reserved);
  errno = error;
  return MAP_FAILED;
}

}  // namespace

bool map_for_reading(const std::string& path, Mapping* mapping) {
  *mapping = {};
  const Descriptor file(path);
  size_t size = 0;
  if (file.kind(&size) != FileKind::kRegular) return false;
  if (size == 0) return true;
  void* const data = mmap(nullptr, size, PROT_READ, MAP_SHARED, file.number(), 0);
  if (data == MAP_FAILED) return false;
  *mapping = {static_cast<uint8_t*>(data), size, size};
  return true;
}

FileKind map_for_changing(const std::string& path, size_t spare, Mapping* mapping, std::string* reason) {
  *mapping = {};
  const Descriptor file(path);
  size_t size = 0;
  const FileKind kind = file.kind(&size);
  if (kind == FileKind::kMissing) *reason = std::strerror(errno);
  if (kind != FileKind::kRegular || size == 0) return kind;
  void* const data = map_with_spare(file.number(), size, size + spare);
  if (data == MAP_FAILED) {
    *reason = std::strerror(errno);
    return FileKind::kMissing;
  }
  *mapping = {static_cast<uint8_t*>(data), size, size + spare};
  return kind;
}

void unmap(const Mapping& mapping) {
  if (mapping.data != nullptr) munmap(mapping.data, mapping.reserved);
}

void release_pages(const Mapping& mapping) { madvise(mapping.data, mapping.size, MADV_DONTNEED); }

std::string why_unreadable(const std::string& path) {
  const FileStatus status = status_of(path);
  if (status.kind == FileKind::kMissing) return status.reason;
  if (status.kind == FileKind::kFolder) return "it is a folder";
  if (status.kind == FileKind::kOther) return "it is not a regular file";
  return Descriptor(path).number() < 0 ? std::strerror(errno) : "it cannot be mapped into memory";
}

}  // namespace ds::platform
