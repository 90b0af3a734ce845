// A file mapped into memory for reading.
#ifndef DS_SCORER_MAPPED_FILE_H_
#define DS_SCORER_MAPPED_FILE_H_

#include <cstddef>
#include <cstdint>
#include <string>

namespace ds {

class MappedFile {
 public:
  MappedFile() = default;
  ~MappedFile();
  MappedFile(MappedFile&& other) noexcept;
  MappedFile& operator=(MappedFile&& other) noexcept;

  // Maps a regular file. False if it cannot be opened or mapped; an empty file maps to size 0.
  bool open(const std::string& path);

  const uint8_t* data() const { return data_; }
  size_t size() const { return size_; }

 private:
  void close();

  const uint8_t* data_ = nullptr;
  size_t size_ = 0;
};

// Why `MappedFile::open` cannot open a path, for messages.
std::string why_unreadable(const std::string& path);

}  // namespace ds

#endif  // DS_SCORER_MAPPED_FILE_H_
