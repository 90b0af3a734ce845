// Files mapped into memory, where they can be changed.
#ifndef DS_MODEL_FILE_MAPPING_H_
#define DS_MODEL_FILE_MAPPING_H_

#include <cstddef>
#include <string>

#include "model/flatbuffer.h"

namespace ds {

// A private, writable mapping of a file: changes stay in memory, unchanged pages are shared. Data
// can be appended up to a limit.
class FileMapping {
 public:
  // Throws ModelError (DS_ERR_FAIL_INIT_MMAP).
  explicit FileMapping(const std::string& path);
  ~FileMapping();
  FileMapping(const FileMapping&) = delete;
  FileMapping& operator=(const FileMapping&) = delete;

  flat::Bytes& bytes() { return bytes_; }
  const flat::Bytes& bytes() const { return bytes_; }

  // Appends `size` zero bytes at a multiple of 4, and returns their position. Throws ModelError if the limit is
  // reached.
  size_t append(size_t size);

 private:
  flat::Bytes bytes_;
  size_t mapped_;  // bytes, with those reserved for appended data
};

}  // namespace ds

#endif  // DS_MODEL_FILE_MAPPING_H_
