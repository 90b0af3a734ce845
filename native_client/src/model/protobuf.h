// Reads protocol buffers in wire format from untrusted files: every length is checked, and nothing is copied. Format:
// https://protobuf.dev/programming-guides/encoding
#ifndef DS_MODEL_PROTOBUF_H_
#define DS_MODEL_PROTOBUF_H_

#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string>

namespace ds {
namespace proto {

// The message is inconsistent or truncated.
class FormatError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// Bytes inside a buffer, which must outlive the view.
struct View {
  const uint8_t* data = nullptr;
  size_t size = 0;

  std::string text() const { return std::string(reinterpret_cast<const char*>(data), size); }
};

enum WireType : uint8_t { kVarint = 0, kFixed64 = 1, kLengthDelimited = 2, kFixed32 = 5 };

struct Field {
  uint32_t number = 0;
  uint8_t type = 0;
  uint64_t integer = 0;  // of kVarint, kFixed64 and kFixed32
  View bytes;            // of kLengthDelimited

  float real() const;  // of kFixed32
  // The bytes of a message, string or packed list. Throws FormatError for other types.
  View content() const;
};

// The fields of one message, in order.
class Reader {
 public:
  explicit Reader(View message) : message_(message) {}

  // False at the end of the message. Throws FormatError.
  bool next(Field* field);

  // Read a number without a key, for packed lists. Throws FormatError.
  uint64_t varint();
  uint64_t fixed(size_t size);
  bool at_end() const { return position_ == message_.size; }

 private:
  View message_;
  size_t position_ = 0;
};

}  // namespace proto
}  // namespace ds

#endif  // DS_MODEL_PROTOBUF_H_
