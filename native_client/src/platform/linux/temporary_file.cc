#include "platform/temporary_file.h"

#include <cerrno>
#include <cstring>
#include <stdexcept>

#include <sys/mman.h>
#include <unistd.h>

namespace ds::platform {
namespace {

// Returns false, with the reason in errno, if it cannot write everything.
bool write_all(int descriptor, const char* data, size_t size) {
  while (size > 0) {
    const ssize_t written = write(descriptor, data, size);
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return false;
    data += written;
    size -= static_cast<size_t>(written);
  }
  return true;
}

}  // namespace

TemporaryFile::TemporaryFile(const char* data, size_t size) : descriptor_(memfd_create("deepspeech", MFD_CLOEXEC)) {
  if (descriptor_ < 0) throw std::runtime_error(std::strerror(errno));
  if (!write_all(descriptor_, data, size)) {
    const std::string reason = std::strerror(errno);
    close(descriptor_);
    throw std::runtime_error(reason);
  }
  path_ = "/proc/self/fd/" + std::to_string(descriptor_);
}

TemporaryFile::~TemporaryFile() { close(descriptor_); }

}  // namespace ds::platform
