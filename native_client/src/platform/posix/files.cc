#include "platform/files.h"

#include <cerrno>
#include <csignal>
#include <cstring>

#include <sys/stat.h>
#include <unistd.h>

namespace ds::platform {

FileStatus status_of(const std::string& path) {
  FileStatus result;
  struct stat status;
  if (stat(path.c_str(), &status) != 0) {
    result.reason = std::strerror(errno);
    return result;
  }
  result.kind = S_ISREG(status.st_mode)   ? FileKind::kRegular
                : S_ISDIR(status.st_mode) ? FileKind::kFolder
                                          : FileKind::kOther;
  result.size = static_cast<uint64_t>(status.st_size);
  return result;
}

std::FILE* open_file(const std::string& path, const char* mode) { return std::fopen(path.c_str(), mode); }

bool replace_file(const std::string& from, const std::string& to) { return std::rename(from.c_str(), to.c_str()) == 0; }

bool remove_file(const std::string& path) { return std::remove(path.c_str()) == 0; }

std::string process_number() { return std::to_string(getpid()); }

void survive_size_limits() { std::signal(SIGXFSZ, SIG_IGN); }

}  // namespace ds::platform
