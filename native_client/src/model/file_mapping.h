// Files mapped into memory that may be changed there.
#ifndef DS_MODEL_FILE_MAPPING_H_
#define DS_MODEL_FILE_MAPPING_H_

#include <cstddef>
#include <string>

#include "model/flatbuffer.h"

namespace ds {

// A private, writable mapping of a whole file: what is written stays in memory, untouched pages are shared.
// Behind the file lies some room to add to it.
class FileMapping {
 public:
  // Throws ModelError (DS_ERR_FAIL_INIT_MMAP).
  explicit FileMapping(const std::string& path);
  ~FileMapping();
  FileMapping(const FileMapping&) = delete;
  FileMapping& operator=(const FileMapping&) = delete;

  flat::Bytes& bytes() { return bytes_; }

  // Adds `size` zero bytes at a multiple of 4, and returns where. Throws ModelError if the room is used up.
  size_t append(size_t size);

 private:
  flat::Bytes bytes_;
  size_t mapped_;  // bytes, with the room
};

}  // namespace ds

#endif  // DS_MODEL_FILE_MAPPING_H_
