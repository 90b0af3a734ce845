// Writes FlatBuffers from the root down: tables and vectors are added before those that they refer to. Format:
// https://flatbuffers.dev/internals
#ifndef DS_MODEL_FLAT_WRITER_H_
#define DS_MODEL_FLAT_WRITER_H_

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <map>
#include <string>
#include <vector>

namespace ds {
namespace flat {

class Writer {
 public:
  // Positions of the values of a table, by numbers of fields in the schema.
  using Fields = std::map<int, size_t>;
  struct FieldSize {
    int number;
    size_t size;  // 1, 2, 4 or 8 bytes; an offset has 4
  };
  struct Table {
    size_t position = 0;
    Fields fields;
  };

  // Adds a table with all fields 0.
  Table table(const std::vector<FieldSize>& fields);

  // Overwrites a value.
  template <typename T>
  void set(size_t position, T value) {
    std::memcpy(bytes_.data() + position, &value, sizeof(T));
  }

  // Sets the offset at `position` to refer to `target`, which comes after it.
  void link(size_t position, size_t target) { set<uint32_t>(position, static_cast<uint32_t>(target - position)); }

  // Adds a vector of `count` unset offsets; returns its position. Its elements begin 4 bytes later.
  size_t offsets(size_t count);

  // Add a vector or string, and return its position.
  template <typename T>
  size_t vector(const std::vector<T>& values) {
    return raw(values.data(), values.size() * sizeof(T), values.size(), sizeof(T) > 4 ? sizeof(T) : 4);
  }
  size_t text(const std::string& text);

  size_t size() const { return bytes_.size(); }
  const std::vector<uint8_t>& bytes() const { return bytes_; }

  // Adds padding so that the elements of the next vector are at a multiple of `alignment`.
  void align_elements(size_t alignment);
  // Adds the length of a vector whose bytes are written elsewhere.
  size_t length(uint32_t count);

 private:
  void pad(size_t alignment);
  size_t raw(const void* data, size_t size, size_t count, size_t alignment);

  std::vector<uint8_t> bytes_;
};

// A FlexBuffer of a map of numbers; keys in ascending order.
struct Number {
  std::string key;
  bool is_real;
  double value;
};
std::vector<uint8_t> flex_map(const std::vector<Number>& numbers);

}  // namespace flat
}  // namespace ds

#endif  // DS_MODEL_FLAT_WRITER_H_
