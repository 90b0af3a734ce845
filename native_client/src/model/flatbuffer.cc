#include "model/flatbuffer.h"

namespace ds {
namespace flat {

void Bytes::fail(size_t position) const {
  throw FormatError("the file ends at byte " + std::to_string(size_) + ", but byte " + std::to_string(position) +
                    " is referred to (cut short or damaged)");
}

size_t Bytes::follow(size_t position) const {
  const uint32_t offset = read<uint32_t>(position);
  if (offset == 0) throw FormatError("null offset at byte " + std::to_string(position));
  const size_t target = position + offset;
  check(target, sizeof(uint32_t));  // tables, vectors and strings all begin with four bytes
  return target;
}

Vector::Vector(const Bytes& bytes, size_t position, size_t element_size)
    : position_(position), size_(bytes.read<uint32_t>(position)), element_size_(element_size) {
  // 32-bit count times a small element size cannot overflow 64 bits.
  bytes.check(position + sizeof(uint32_t), size_ * element_size);
}

size_t Vector::at(size_t index) const {
  if (index >= size_) {
    throw FormatError("element " + std::to_string(index) + " of a vector of " + std::to_string(size_));
  }
  return position_ + sizeof(uint32_t) + index * element_size_;
}

Table::Table(const Bytes& bytes, size_t position) : bytes_(&bytes), position_(position) {
  const int64_t vtable = static_cast<int64_t>(position) - bytes.read<int32_t>(position);
  if (vtable < 0) throw FormatError("table at byte " + std::to_string(position) + " has no vtable");
  vtable_ = static_cast<size_t>(vtable);
  vtable_size_ = bytes.read<uint16_t>(vtable_);
  table_size_ = bytes.read<uint16_t>(vtable_ + 2);
  if (vtable_size_ < 4 || vtable_size_ % 2 != 0 || table_size_ < 4) {
    throw FormatError("vtable at byte " + std::to_string(vtable_) + " is malformed");
  }
  bytes.check(vtable_, vtable_size_);
  bytes.check(position_, table_size_);
}

size_t Table::field(int number) const {
  const size_t slot = 4 + 2 * static_cast<size_t>(number);
  if (slot + 2 > vtable_size_) return 0;
  const size_t offset = bytes_->read<uint16_t>(vtable_ + slot);
  if (offset == 0) return 0;
  if (offset >= table_size_) {
    throw FormatError("field " + std::to_string(number) + " lies outside its table");
  }
  return position_ + offset;
}

Vector Table::vector(int number, size_t element_size) const {
  const size_t position = field(number);
  if (position == 0) return Vector();
  return Vector(*bytes_, bytes_->follow(position), element_size);
}

std::string Table::string(int number) const {
  const Vector characters = vector(number, 1);
  if (characters.size() == 0) return "";
  return std::string(reinterpret_cast<const char*>(bytes_->data()) + characters.at(0), characters.size());
}

}  // namespace flat
}  // namespace ds
