// The alphabet: which label index of the acoustic model stands for which characters.
#ifndef DS_TEXT_ALPHABET_H_
#define DS_TEXT_ALPHABET_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace ds {

// Labels in the order of the acoustic model's outputs; the CTC blank is not one of them (it comes after
// the last label). A label is usually one character; one of several can be decoded, never encoded.
class Alphabet {
 public:
  static constexpr uint32_t kNoSpace = static_cast<uint32_t>(-2);  // what space_label() says if there is none
  static constexpr size_t kMaxLabels = 0xFFFF;  // counts and indices are 16-bit in the serialised form

  Alphabet() = default;  // no labels

  // Labels in order. Nothing if there is none, one is empty or longer than 65535 bytes, or one comes twice.
  static std::optional<Alphabet> from_labels(std::vector<std::string> labels);

  // Reads an alphabet file: UTF-8, one label per line ending in LF, CRLF or CR; `#…` is a comment, `\#` the
  // label `#`, empty lines do not count, no blanks around a label; a decomposed letter is its composed character.
  // `error`, if given, receives what was wrong.
  static std::optional<Alphabet> read_file(const std::string& path, std::string* error = nullptr);

  // Reads the form that exported models hold: u16 count, then per label u16 index, u16 length, bytes, all
  // little-endian, labels in any order. Nothing if a byte is missing or left over, or an index is not right.
  static std::optional<Alphabet> deserialize(const char* data, size_t size);

  // The 255 labels of bytes mode: label i stands for byte i + 1.
  static Alphabet bytes();

  // The form that `deserialize` reads, labels in order.
  std::string serialize() const;

  size_t size() const { return labels_.size(); }
  uint32_t space_label() const { return space_label_; }
  bool is_space(uint32_t label) const { return label == space_label_; }
  bool is_bytes() const { return is_bytes_; }  // exactly the labels of bytes mode

  // Text of one label; empty for an index that is not one of this alphabet.
  const std::string& label(uint32_t index) const;
  std::string decode(const std::vector<uint32_t>& tokens) const;

  // Label of exactly this text, nothing if there is none.
  std::optional<uint32_t> encode_single(const std::string& text) const;
  // Labels of `text`, one per codepoint (per byte in bytes mode). False, with `labels` cut at the first
  // character that the alphabet lacks, if it cannot be spelled.
  bool encode(const std::string& text, std::vector<uint32_t>* labels) const;
  // The first character of `text` that no sequence of labels, one of several characters included, can go beyond.
  // Nothing if labels can make up the text.
  std::optional<std::string> unspellable(const std::string& text) const;

 private:
  std::vector<std::string> labels_;
  std::unordered_map<std::string, uint32_t> index_;
  size_t longest_label_ = 0;  // in bytes
  uint32_t space_label_ = kNoSpace;
  bool is_bytes_ = false;
};

}  // namespace ds

#endif  // DS_TEXT_ALPHABET_H_
