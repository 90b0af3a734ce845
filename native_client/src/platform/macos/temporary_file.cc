#include "platform/temporary_file.h"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <stdexcept>

#include <unistd.h>

namespace ds::platform {
namespace {

std::string scratch_name() {
  const char* const folder = std::getenv("TMPDIR");
  return std::string(folder != nullptr && *folder != '\0' ? folder : "/tmp") + "/deepspeech-XXXXXX";
}

bool write_all(int descriptor, const char* data, size_t size) {
  constexpr size_t kPortion = 1 << 30;  // one call takes less than 2 GiB
  while (size > 0) {
    const ssize_t written = write(descriptor, data, size < kPortion ? size : kPortion);
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return false;
    data += written;
    size -= static_cast<size_t>(written);
  }
  return true;
}

}  // namespace

TemporaryFile::TemporaryFile(const char* data, size_t size) : path_(scratch_name()) {
  descriptor_ = mkstemp(path_.data());
  if (descriptor_ < 0) throw std::runtime_error(path_ + ": " + std::strerror(errno));
  if (!write_all(descriptor_, data, size)) {
    const std::string reason = path_ + ": " + std::strerror(errno);
    close(descriptor_);
    unlink(path_.c_str());
    throw std::runtime_error(reason);
  }
}

TemporaryFile::~TemporaryFile() {
  close(descriptor_);
  unlink(path_.c_str());
}

}  // namespace ds::platform
