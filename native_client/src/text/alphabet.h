// Alphabets map characters to label indices of the acoustic model.
#ifndef DS_TEXT_ALPHABET_H_
#define DS_TEXT_ALPHABET_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace ds {

// Labels in the order of the outputs of the acoustic model, without the CTC blank, which follows the last label. A
// label is usually one character. Labels of several characters can be decoded but not encoded.
class Alphabet {
 public:
  static constexpr uint32_t kNoSpace = static_cast<uint32_t>(-2);  // returned by space_label() if there is none
  static constexpr size_t kMaxLabels = 0xFFFF;  // counts and indices have 16 bits in the serialized form

  Alphabet() = default;  // no labels

  // Labels in order. Nothing if there is none, or a label is empty, longer than 65535 bytes or duplicate.
  static std::optional<Alphabet> from_labels(std::vector<std::string> labels);

  // Reads an alphabet file: UTF-8, one label per line ending with LF, CRLF or CR. `#…` is a comment, `\#` the label
  // `#`. Empty lines are ignored, whitespace around labels is an error, and decomposed letters are composed. `error`,
  // if given, receives the reason of a failure.
  static std::optional<Alphabet> read_file(const std::string& path, std::string* error = nullptr);

  // Reads the serialized form in exported models: u16 count, then u16 index, u16 length and bytes of each label, all
  // little-endian, labels in any order. Nothing if bytes are missing or left over, or an index is invalid.
  static std::optional<Alphabet> deserialize(const char* data, size_t size);

  // The 255 labels of bytes mode: label i stands for byte i + 1.
  static Alphabet bytes();

  // The serialized form that `deserialize` reads, with labels in order.
  std::string serialize() const;

  size_t size() const { return labels_.size(); }
  uint32_t space_label() const { return space_label_; }
  bool is_space(uint32_t label) const { return label == space_label_; }
  bool is_bytes() const { return is_bytes_; }  // whether the labels are those of bytes mode

  // Text of one label; empty for an index out of range.
  const std::string& label(uint32_t index) const;
  std::string decode(const std::vector<uint32_t>& tokens) const;

  // Label with exactly this text; nothing if there is none.
  std::optional<uint32_t> encode_single(const std::string& text) const;
  // Labels of `text`, one per code point (per byte in bytes mode). False if the alphabet cannot spell it; `labels` then
  // ends before the first unknown character.
  bool encode(const std::string& text, std::vector<uint32_t>* labels) const;
  // The first character of `text` that no sequence of labels, including those of several characters, can spell.
  // Nothing if labels can spell the text.
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
