// A buffer as a file that can be opened by its path.
#ifndef DS_MODEL_MEMORY_FILE_H_
#define DS_MODEL_MEMORY_FILE_H_

#include <cstddef>
#include <string>

namespace ds {

// A copy of a buffer in an anonymous file. The path is valid during the lifetime of this object; mappings stay valid
// afterwards. So models and scorers from memory are checked and loaded by the same code as those from files.
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

#endif  // DS_MODEL_MEMORY_FILE_H_
