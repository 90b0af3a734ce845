#include "model/file_mapping.h"

#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "deepspeech.h"
#include "model/model_error.h"

namespace ds {
namespace {

constexpr size_t kMaxAppended =
    1 << 20;  // bytes that can be appended to a mapped file; they take memory only when used

// Opens the file and determines its size. Throws ModelError.
int open_file(const std::string& path, size_t* size) {
  const auto fail = [&path](const std::string& reason) {
    throw ModelError(DS_ERR_FAIL_INIT_MMAP, "Cannot read model file " + path + ": " + reason);
  };
  const int descriptor = open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);  // does not wait for a pipe's writer
  if (descriptor < 0) fail(std::strerror(errno));
  struct stat status;
  if (fstat(descriptor, &status) != 0 || !S_ISREG(status.st_mode) || status.st_size < 8) {
    close(descriptor);
    if (S_ISDIR(status.st_mode)) fail("it is a folder");
    fail("it is not a model (no regular file, or too short)");
  }
  *size = static_cast<size_t>(status.st_size);
  return descriptor;
}

}  // namespace

FileMapping::FileMapping(const std::string& path) : bytes_(nullptr, 0) {
  size_t size = 0;
  const int descriptor = open_file(path, &size);
  mapped_ = size + kMaxAppended;
  // The file replaces the first pages of a larger empty mapping.
  void* memory = mmap(nullptr, mapped_, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  int error = errno;
  if (memory != MAP_FAILED &&
      mmap(memory, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_FIXED, descriptor, 0) == MAP_FAILED) {
    error = errno;
    munmap(memory, mapped_);
    memory = MAP_FAILED;
  }
  close(descriptor);
  if (memory == MAP_FAILED) {
    throw ModelError(DS_ERR_FAIL_INIT_MMAP,
                     "Cannot read model file " + path + ": " + std::string(std::strerror(error)));
  }
  bytes_ = flat::Bytes(static_cast<uint8_t*>(memory), size);
}

FileMapping::~FileMapping() { munmap(bytes_.data(), mapped_); }

size_t FileMapping::append(size_t size) {
  const size_t position = (bytes_.size() + 3) / 4 * 4;
  if (size > mapped_ || position > mapped_ - size) {
    throw ModelError(DS_ERR_FAIL_INTERPRETER, "Too much data is appended to the model file.");
  }
  bytes_ = flat::Bytes(bytes_.data(), position + size);
  std::memset(bytes_.data() + position, 0, size);
  return position;
}

}  // namespace ds
