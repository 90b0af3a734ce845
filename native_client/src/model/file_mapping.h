// Files mapped into memory, where they can be changed.
#ifndef DS_MODEL_FILE_MAPPING_H_
#define DS_MODEL_FILE_MAPPING_H_

#include <cstddef>
#include <string>

#include "model/flatbuffer.h"
#include "platform/mapping.h"

namespace ds {

// A private, writable mapping of a file: changes stay in memory, unchanged pages are shared. If it is made for it, data
// can be appended up to a limit.
class FileMapping {
 public:
  enum class Use { kRead, kAppend };

  // Throws ModelError (DS_ERR_FAIL_INIT_MMAP).
  FileMapping(const std::string& path, Use use);
  ~FileMapping();
  FileMapping(const FileMapping&) = delete;
  FileMapping& operator=(const FileMapping&) = delete;

  flat::Bytes& bytes() { return bytes_; }
  const flat::Bytes& bytes() const { return bytes_; }

  // Appends `size` zero bytes at a multiple of 4, and returns their position. Throws ModelError if the limit is
  // reached.
  size_t append(size_t size);

  // Frees the memory of unchanged pages until they are used again. For kRead only.
  void release_pages() const;

 private:
  platform::Mapping mapping_;
  flat::Bytes bytes_;  // with what was appended
};

}  // namespace ds

#endif  // DS_MODEL_FILE_MAPPING_H_
