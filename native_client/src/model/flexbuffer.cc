#include "model/flexbuffer.h"

#include <cstdint>

namespace ds {
namespace flat {
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
  fail("a value is no number");
}

// Offsets lead back from where they stand.
size_t follow_back(const Bytes& bytes, size_t position, size_t width) {
  const uint64_t offset = read_unsigned(bytes, position, width);
  if (offset == 0 || offset > position) fail("an offset leads outside");
  return position - static_cast<size_t>(offset);
}

size_t width_of(uint64_t bytes) {
  if (bytes != 1 && bytes != 2 && bytes != 4 && bytes != 8) fail("a width is not possible");
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
  const Bytes bytes(all.data() + position, size);  // positions count from its start, as offsets stay inside
  if (size < 3) fail("they are cut short");
  const size_t root_width = width_of(bytes.read<uint8_t>(size - 1));
  const unsigned root_type = bytes.read<uint8_t>(size - 2);
  if (root_type >> 2 != kMap || size < 2 + root_width) fail("they are no map");
  const size_t map = follow_back(bytes, size - 2 - root_width, root_width);
  const size_t width = size_t{1} << (root_type & 3);
  // Before the values stand, from the back: their number, the width of the keys, where the keys are.
  if (map < 3 * width) fail("the map is cut short");
  const uint64_t count = read_unsigned(bytes, map - width, width);
  if (count > kMaxEntries) fail("the map is too large");
  const size_t key_width = width_of(read_unsigned(bytes, map - 2 * width, width));
  const size_t keys = follow_back(bytes, map - 3 * width, width);
  if (keys < key_width || read_unsigned(bytes, keys - key_width, key_width) != count) fail("keys and values differ");
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
