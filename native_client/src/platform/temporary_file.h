// A buffer as a file that can be opened by its path.
#ifndef DS_PLATFORM_TEMPORARY_FILE_H_
#define DS_PLATFORM_TEMPORARY_FILE_H_

#include <cstddef>
#include <string>

namespace ds::platform {

// A copy of a buffer in a file, in memory where the system can do this. The path is valid during the lifetime of this
// object; mappings stay valid afterwards.
class TemporaryFile {
 public:
  // Throws std::runtime_error with the system's reason.
  TemporaryFile(const char* data, size_t size);
  ~TemporaryFile();
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;

  const std::string& path() const { return path_; }

 private:
  [[maybe_unused]] int descriptor_ = -1;  // not on Windows
  std::string path_;
};

}  // namespace ds::platform

#endif  // DS_PLATFORM_TEMPORARY_FILE_H_
