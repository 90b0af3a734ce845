#include "model/memory_file.h"

#include <cerrno>
#include <cstring>

#include <sys/mman.h>
#include <unistd.h>

#include "deepspeech.h"
#include "model/model_error.h"

namespace ds {
namespace {

[[noreturn]] void fail() {
  throw ModelError(DS_ERR_FAIL_INIT_MMAP, std::string("Cannot copy the buffer: ") + std::strerror(errno));
}

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

MemoryFile::MemoryFile(const char* data, size_t size) : descriptor_(memfd_create("deepspeech", MFD_CLOEXEC)) {
  if (descriptor_ < 0) fail();
  if (write_all(descriptor_, data, size)) return;
  const int error = errno;
  close(descriptor_);
  errno = error;
  fail();
}

MemoryFile::~MemoryFile() { close(descriptor_); }

std::string MemoryFile::path() const { return "/proc/self/fd/" + std::to_string(descriptor_); }

}  // namespace ds
