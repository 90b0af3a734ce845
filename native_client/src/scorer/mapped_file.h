// A file mapped into memory for reading.
#ifndef DS_SCORER_MAPPED_FILE_H_
#define DS_SCORER_MAPPED_FILE_H_

#include <cstddef>
#include <cstdint>
#include <string>

#include "platform/mapping.h"

namespace ds {

class MappedFile {
 public:
  MappedFile() = default;
  ~MappedFile();
  MappedFile(MappedFile&& other) noexcept;
  MappedFile& operator=(MappedFile&& other) noexcept;

  // Maps a regular file. False if it cannot be opened or mapped; an empty file maps to size 0.
  bool open(const std::string& path);

  const uint8_t* data() const { return mapping_.data; }
  size_t size() const { return mapping_.size; }

 private:
  platform::Mapping mapping_;
};

// Why `MappedFile::open` cannot open a path, for messages.
using platform::why_unreadable;

}  // namespace ds

#endif  // DS_SCORER_MAPPED_FILE_H_
