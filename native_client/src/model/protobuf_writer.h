// Writes protocol buffers in wire format. Format: https://protobuf.dev/programming-guides/encoding
#ifndef DS_MODEL_PROTOBUF_WRITER_H_
#define DS_MODEL_PROTOBUF_WRITER_H_

#include <cstdint>
#include <cstring>
#include <string>

#include "model/protobuf.h"

namespace ds {
namespace proto {

// A message, to which fields are added in order.
class Message {
 public:
  Message& add(uint32_t number, uint64_t value) {
    key(number, kVarint);
    varint(value);
    return *this;
  }
  Message& add(uint32_t number, const std::string& bytes) {
    key(number, kLengthDelimited);
    varint(bytes.size());
    bytes_ += bytes;
    return *this;
  }
  Message& add(uint32_t number, const Message& message) { return add(number, message.bytes_); }
  Message& add_real(uint32_t number, float value) {
    key(number, kFixed32);
    uint32_t bits;
    std::memcpy(&bits, &value, sizeof(bits));
    for (int shift = 0; shift < 32; shift += 8) bytes_ += static_cast<char>(bits >> shift);
    return *this;
  }
  Message& append(const Message& fields) {
    bytes_ += fields.bytes_;
    return *this;
  }

  const std::string& bytes() const { return bytes_; }

 private:
  void key(uint32_t number, WireType type) { varint(number << 3 | type); }
  void varint(uint64_t value) {
    for (; value >= 0x80; value >>= 7) bytes_ += static_cast<char>(value | 0x80);
    bytes_ += static_cast<char>(value);
  }

  std::string bytes_;
};

}  // namespace proto
}  // namespace ds

#endif  // DS_MODEL_PROTOBUF_WRITER_H_
