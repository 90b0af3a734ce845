// Reads untrusted FlatBuffers (tables, vectors, strings) and the FlexBuffers in options of custom operators: each
// offset is checked before it is followed. Format: https://flatbuffers.dev/internals
#ifndef DS_MODEL_FLATBUFFER_H_
#define DS_MODEL_FLATBUFFER_H_

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <map>
#include <stdexcept>
#include <string>

namespace ds {
namespace flat {

// The buffer is inconsistent or truncated.
class FormatError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// A range of bytes with checked reads and writes of little-endian scalars.
class Bytes {
 public:
  Bytes(uint8_t* data, size_t size) : data_(data), size_(size) {}

  uint8_t* data() const { return data_; }
  size_t size() const { return size_; }

  void check(size_t position, size_t length) const {
    if (position > size_ || length > size_ - position) fail(position);
  }

  template <typename T>
  T read(size_t position) const {
    check(position, sizeof(T));
    T value;
    std::memcpy(&value, data_ + position, sizeof(T));
    return value;
  }

  template <typename T>
  void write(size_t position, T value) {
    check(position, sizeof(T));
    std::memcpy(data_ + position, &value, sizeof(T));
  }

  // Target of the offset stored at `position`.
  size_t follow(size_t position) const;

 private:
  [[noreturn]] void fail(size_t position) const;

  uint8_t* data_;
  size_t size_;
};

// A vector; element i is at position `at(i)`. An absent vector has length 0 and position 0.
class Vector {
 public:
  Vector() = default;
  Vector(const Bytes& bytes, size_t position, size_t element_size);

  size_t size() const { return size_; }
  size_t position() const { return position_; }  // of the length
  size_t at(size_t index) const;

 private:
  size_t position_ = 0;
  size_t size_ = 0;
  size_t element_size_ = 0;
};

// A table; fields are identified by their number in the schema.
class Table {
 public:
  Table(const Bytes& bytes, size_t position);

  // Position of the value of a field, or 0 if it is absent.
  size_t field(int number) const;

  template <typename T>
  T scalar(int number, T otherwise) const {
    const size_t position = field(number);
    return position == 0 ? otherwise : bytes_->read<T>(position);
  }

  Vector vector(int number, size_t element_size) const;
  std::string string(int number) const;

 private:
  const Bytes* bytes_;
  size_t position_;
  size_t vtable_;
  size_t vtable_size_;
  size_t table_size_;
};

// Reads a FlexBuffer, a map of numbers, in the `size` bytes at `position`. Values are integers, floating-point numbers
// or booleans; keys are in ascending order, as lookups require. Throws FormatError for anything else. Format:
// https://flatbuffers.dev/flatbuffers_internals (FlexBuffers)
std::map<std::string, double> read_number_map(const Bytes& bytes, size_t position, size_t size);

}  // namespace flat
}  // namespace ds

#endif  // DS_MODEL_FLATBUFFER_H_
