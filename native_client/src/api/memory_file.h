// Bytes in memory as a file that can be opened by its path.
#ifndef DS_API_MEMORY_FILE_H_
#define DS_API_MEMORY_FILE_H_

#include <cstddef>
#include <string>

namespace ds {

// A copy of a buffer without a name in any folder. What has mapped it keeps it; the path works as long as this
// lives. So models and scorers from memory take the same, checked, way as those from files.
class MemoryFile {
 public:
  // Throws ModelError (DS_ERR_FAIL_INIT_MMAP).
  MemoryFile(const char* data, size_t size);
  ~MemoryFile();
  MemoryFile(const MemoryFile&) = delete;
  MemoryFile& operator=(const MemoryFile&) = delete;

  std::string path() const;

 private:
  int descriptor_;
};

}  // namespace ds

#endif  // DS_API_MEMORY_FILE_H_
