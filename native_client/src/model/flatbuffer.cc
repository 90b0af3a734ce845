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

namespace {

constexpr unsigned kInt = 1, kUnsigned = 2, kFloat = 3, kMap = 9, kBool = 26;
constexpr uint64_t kMaxEntries = 16;

[[noreturn]] void fail(const std::string& reason) { throw FormatError("custom options: " + reason); }

uint64_t read_unsigned(const Bytes& bytes, size_t position, size_t width) {
  switch (width) {
    case 1: return bytes.read<uint8_t>(position);
    case 2: return bytes.read<uint16_t>(position);
    case 4: return bytes.read<uint32_t>(position);
    default: return bytes.read<uint64_t>(position);
  }
}

double read_number(const Bytes& bytes, size_t position, size_t width, unsigned type) {
  const uint64_t bits = read_unsigned(bytes, position, width);
  if (type == kUnsigned || type == kBool) return static_cast<double>(bits);
  if (type == kInt) {
    const unsigned unused = static_cast<unsigned>(64 - 8 * width);
    return static_cast<double>(static_cast<int64_t>(bits << unused) >> unused);
  }
  if (type == kFloat && width == 4) return bytes.read<float>(position);
  if (type == kFloat && width == 8) return bytes.read<double>(position);
  fail("a value is not a number");
}

// Offsets point backwards from their own position.
size_t follow_back(const Bytes& bytes, size_t position, size_t width) {
  const uint64_t offset = read_unsigned(bytes, position, width);
  if (offset == 0 || offset > position) fail("an offset points outside");
  return position - static_cast<size_t>(offset);
}

size_t width_of(uint64_t bytes) {
  if (bytes != 1 && bytes != 2 && bytes != 4 && bytes != 8) fail("an invalid width");
  return static_cast<size_t>(bytes);
}

std::string read_key(const Bytes& bytes, size_t position) {
  std::string key;
  for (char letter; (letter = bytes.read<char>(position)) != 0; position++) key.push_back(letter);
  return key;
}

}  // namespace

std::map<std::string, double> read_number_map(const Bytes& all, size_t position, size_t size) {
  all.check(position, size);
  const Bytes bytes(all.data() + position, size);  // positions count from its start, because offsets stay inside
  if (size < 3) fail("they are cut short");
  const size_t root_width = width_of(bytes.read<uint8_t>(size - 1));
  const unsigned root_type = bytes.read<uint8_t>(size - 2);
  if (root_type >> 2 != kMap || size < 2 + root_width) fail("they are not a map");
  const size_t map = follow_back(bytes, size - 2 - root_width, root_width);
  const size_t width = size_t{1} << (root_type & 3);
  // Before the values are, in reverse order: their number, the width of the keys, the offset of the keys.
  if (map < 3 * width) fail("the map is cut short");
  const uint64_t count = read_unsigned(bytes, map - width, width);
  if (count > kMaxEntries) fail("the map is too large");
  const size_t key_width = width_of(read_unsigned(bytes, map - 2 * width, width));
  const size_t keys = follow_back(bytes, map - 3 * width, width);
  if (keys < key_width || read_unsigned(bytes, keys - key_width, key_width) != count)
    fail("the numbers of keys and values differ");
  std::map<std::string, double> numbers;
  std::string last;
  for (uint64_t i = 0; i < count; i++) {
    const std::string key = read_key(bytes, follow_back(bytes, keys + i * key_width, key_width));
    if (i > 0 && key <= last) fail("the keys are not in order");
    last = key;
    const unsigned type = bytes.read<uint8_t>(map + count * width + i);
    numbers[key] = read_number(bytes, map + i * width, width, type >> 2);
  }
  return numbers;
}

}  // namespace flat
}  // namespace ds
