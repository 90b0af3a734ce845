// A file in memory, and access to the numbers in it.
#ifndef DS_AUDIO_BYTES_H_
#define DS_AUDIO_BYTES_H_

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <vector>

namespace ds {

using Bytes = std::vector<uint8_t>;

// Bytes that are not owned. Reads past the end return nothing or 0.
class View {
 public:
  View(const uint8_t* data, size_t size) : data_(data), size_(size) {}
  explicit View(const Bytes& bytes) : View(bytes.data(), bytes.size()) {}

  const uint8_t* data() const { return data_; }
  size_t size() const { return size_; }
  uint8_t operator[](size_t offset) const { return offset < size_ ? data_[offset] : 0; }

  bool has(size_t offset, size_t count) const { return offset <= size_ && count <= size_ - offset; }

  bool starts_with(const std::string& text, size_t offset = 0) const {
    return has(offset, text.size()) && std::memcmp(data_ + offset, text.data(), text.size()) == 0;
  }

  // Offset of the first `text` from `offset` on; kNowhere if there is none.
  size_t find(const std::string& text, size_t offset) const {
    while (has(offset, text.size())) {
      const void* found = std::memchr(data_ + offset, text[0], size_ - offset - text.size() + 1);
      if (found == nullptr) return kNowhere;
      offset = static_cast<size_t>(static_cast<const uint8_t*>(found) - data_);
      if (starts_with(text, offset)) return offset;
      offset++;
    }
    return kNowhere;
  }

  uint64_t little(size_t offset, int bytes) const {
    uint64_t value = 0;
    for (int i = bytes - 1; i >= 0; i--) value = value << 8 | (*this)[offset + static_cast<size_t>(i)];
    return value;
  }
  uint64_t big(size_t offset, int bytes) const {
    uint64_t value = 0;
    for (int i = 0; i < bytes; i++) value = value << 8 | (*this)[offset + static_cast<size_t>(i)];
    return value;
  }

  static constexpr size_t kNowhere = static_cast<size_t>(-1);

 private:
  const uint8_t* data_;
  size_t size_;
};

// Writes a big-endian number.
inline void put_big(Bytes* bytes, size_t offset, uint64_t value, int count) {
  for (int i = 0; i < count; i++)
    (*bytes)[offset + static_cast<size_t>(i)] = static_cast<uint8_t>(value >> 8 * (count - 1 - i));
}

}  // namespace ds

#endif  // DS_AUDIO_BYTES_H_
