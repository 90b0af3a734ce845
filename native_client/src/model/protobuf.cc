#include "model/protobuf.h"

#include <cstring>

namespace ds {
namespace proto {
namespace {

constexpr int kMaxVarintBits = 64;

}  // namespace

float Field::real() const {
  if (type != kFixed32) throw FormatError("field " + std::to_string(number) + " must be a float");
  const auto bits = static_cast<uint32_t>(integer);
  float value;
  std::memcpy(&value, &bits, sizeof(value));
  return value;
}

View Field::content() const {
  if (type != kLengthDelimited) throw FormatError("field " + std::to_string(number) + " must have a length");
  return bytes;
}

uint64_t Reader::varint() {
  uint64_t value = 0;
  for (int shift = 0; shift < kMaxVarintBits; shift += 7) {
    if (at_end()) throw FormatError("it ends inside a number (cut short or damaged)");
    const uint8_t byte = message_.data[position_++];
    value |= static_cast<uint64_t>(byte & 0x7F) << shift;
    if ((byte & 0x80) == 0) return value;
  }
  throw FormatError("a number is too long");
}

uint64_t Reader::fixed(size_t size) {
  if (size > message_.size - position_) throw FormatError("it ends inside a number (cut short or damaged)");
  uint64_t value = 0;
  for (size_t i = 0; i < size; i++) value |= static_cast<uint64_t>(message_.data[position_ + i]) << (8 * i);
  position_ += size;
  return value;
}

bool Reader::next(Field* field) {
  if (at_end()) return false;
  const uint64_t key = varint();
  *field = Field();
  field->number = static_cast<uint32_t>(key >> 3);
  field->type = static_cast<uint8_t>(key & 7);
  if (key >> 32 != 0 || field->number == 0) throw FormatError("there is no field " + std::to_string(key >> 3));
  switch (field->type) {
    case kVarint: field->integer = varint(); break;
    case kFixed64: field->integer = fixed(8); break;
    case kFixed32: field->integer = fixed(4); break;
    case kLengthDelimited: {
      const uint64_t length = varint();
      if (length > message_.size - position_) {
        throw FormatError("field " + std::to_string(field->number) + " has " + std::to_string(length) +
                          " bytes, but only " + std::to_string(message_.size - position_) +
                          " are left (cut short or damaged)");
      }
      field->bytes = {message_.data + position_, static_cast<size_t>(length)};
      position_ += static_cast<size_t>(length);
      break;
    }
    default: throw FormatError("unknown wire type " + std::to_string(field->type));
  }
  return true;
}

}  // namespace proto
}  // namespace ds
