#include "text/alphabet.h"

#include <algorithm>
#include <utility>

#include "text/text_file.h"
#include "text/unicode.h"
#include "text/utf8.h"

namespace ds {
namespace {

uint16_t read_u16(const char* data) {
  return static_cast<uint16_t>(static_cast<unsigned char>(data[0]) | static_cast<unsigned char>(data[1]) << 8);
}

void write_u16(size_t value, std::string* out) {
  out->push_back(static_cast<char>(value & 0xFF));
  out->push_back(static_cast<char>(value >> 8));
}

// Splits a text into lines, which end with LF, CRLF or CR.
std::vector<std::string> split_lines(const std::string& text) {
  std::vector<std::string> lines(1);
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\n' && text[i] != '\r') {
      lines.back().push_back(text[i]);
      continue;
    }
    if (text[i] == '\r' && i + 1 < text.size() && text[i + 1] == '\n') ++i;
    lines.emplace_back();
  }
  return lines;
}

// The label in a line of an alphabet file. A letter with a combining accent is converted to a single character if
// Unicode has one.
std::string label_of(const std::string& line) {
  if (line == "\\#") return "#";
  std::string composed = compose(line);
  return utf8_split(composed).size() == 1 ? composed : line;
}

bool has_blank_around(const std::string& label) {
  const std::u32string characters = utf8_decode(label);
  return characters.size() > 1 && (is_white_space(characters.front()) || is_white_space(characters.back()));
}

// The labels in the lines of an alphabet file. Nothing, with the reason in `error`, if there are none or they are
// invalid.
std::optional<std::vector<std::string>> labels_of(const std::vector<std::string>& lines, const std::string& name,
                                                  std::string* error) {
  std::vector<std::string> labels;
  std::unordered_map<std::string, size_t> rows;
  std::vector<size_t> blank;
  for (size_t i = 0; i < lines.size(); ++i) {
    if (lines[i].empty() || lines[i][0] == '#') continue;
    labels.push_back(label_of(lines[i]));
    const auto [first, is_new] = rows.emplace(labels.back(), i + 1);
    if (!is_new) {
      *error = "row " + std::to_string(i + 1) + " of " + name + ": labels must be unique. Received: '" +
               utf8_shorten(labels.back()) + "', which is also in row " + std::to_string(first->second);
      return std::nullopt;
    }
    if (has_blank_around(labels.back())) blank.push_back(i);
  }
  if (!blank.empty()) {
    *error = "row " + std::to_string(blank[0] + 1) + " of " + name +
             ": a label must not start or end with whitespace (the space label is a line with one space). Received: '" +
             utf8_shorten(lines[blank[0]]) + "'";
    if (blank.size() > 1) *error += "; " + std::to_string(blank.size()) + " rows have this error";
    return std::nullopt;
  }
  if (labels.empty() || labels.size() > Alphabet::kMaxLabels) {
    *error = name + ": must have from 1 to 65535 labels. Received: " + std::to_string(labels.size());
    return std::nullopt;
  }
  return labels;
}

}  // namespace

std::optional<Alphabet> Alphabet::from_labels(std::vector<std::string> labels) {
  if (labels.empty() || labels.size() > kMaxLabels) return std::nullopt;
  Alphabet alphabet;
  alphabet.is_bytes_ = labels.size() == 255;
  for (size_t i = 0; i < labels.size(); ++i) {
    const std::string& label = labels[i];
    if (label.empty() || label.size() > 0xFFFF) return std::nullopt;
    if (!alphabet.index_.emplace(label, static_cast<uint32_t>(i)).second) return std::nullopt;
    alphabet.longest_label_ = std::max(alphabet.longest_label_, label.size());
    if (label == " ") alphabet.space_label_ = static_cast<uint32_t>(i);
    if (label != std::string(1, static_cast<char>(i + 1))) alphabet.is_bytes_ = false;
  }
  alphabet.labels_ = std::move(labels);
  return alphabet;
}

std::optional<Alphabet> Alphabet::read_file(const std::string& path, std::string* error) {
  std::string reason;
  const std::string kind = "alphabet file";
  std::optional<Alphabet> alphabet;
  if (const std::optional<std::string> text = read_text_file(path, kind, &reason)) {
    auto labels = labels_of(split_lines(*text), kind + " " + path, &reason);
    if (labels) alphabet = from_labels(std::move(*labels));
    if (labels && !alphabet) reason = kind + " " + path + ": a label must have at most 65535 bytes";
  }
  if (!alphabet && error) *error = reason;
  return alphabet;
}

std::optional<Alphabet> Alphabet::deserialize(const char* data, size_t size) {
  if (!data || size < 2) return std::nullopt;
  const size_t count = read_u16(data);
  std::vector<std::string> labels(count);
  size_t offset = 2;
  for (size_t i = 0; i < count; ++i) {
    if (size - offset < 4) return std::nullopt;
    const size_t index = read_u16(data + offset);
    const size_t length = read_u16(data + offset + 2);
    offset += 4;
    if (size - offset < length || index >= count || !labels[index].empty()) return std::nullopt;
    labels[index].assign(data + offset, length);
    offset += length;
  }
  if (offset != size) return std::nullopt;
  return from_labels(std::move(labels));
}

Alphabet Alphabet::bytes() {
  std::vector<std::string> labels;
  for (int byte = 1; byte < 256; ++byte) labels.emplace_back(1, static_cast<char>(byte));
  return *from_labels(std::move(labels));
}

std::string Alphabet::serialize() const {
  std::string out;
  write_u16(labels_.size(), &out);
  for (size_t i = 0; i < labels_.size(); ++i) {
    write_u16(i, &out);
    write_u16(labels_[i].size(), &out);
    out += labels_[i];
  }
  return out;
}

const std::string& Alphabet::label(uint32_t index) const {
  static const std::string kNone;
  return index < labels_.size() ? labels_[index] : kNone;
}

std::string Alphabet::decode(const std::vector<uint32_t>& tokens) const {
  std::string text;
  for (uint32_t token : tokens) text += label(token);
  return text;
}

std::optional<uint32_t> Alphabet::encode_single(const std::string& text) const {
  const auto found = index_.find(text);
  if (found == index_.end()) return std::nullopt;
  return found->second;
}

bool Alphabet::encode(const std::string& text, std::vector<uint32_t>* labels) const {
  labels->clear();
  if (is_bytes_) {
    for (const char byte : text) {
      if (byte == 0) return false;
      labels->push_back(static_cast<unsigned char>(byte) - 1u);
    }
    return true;
  }
  for (const std::string& character : utf8_split(text)) {
    const std::optional<uint32_t> label = encode_single(character);
    if (!label) return false;
    labels->push_back(*label);
  }
  return true;
}

std::optional<std::string> Alphabet::unspellable(const std::string& text) const {
  std::vector<bool> is_reached(text.size() + 1);
  is_reached[0] = true;
  size_t farthest = 0;
  for (size_t begin = 0; begin < text.size(); ++begin) {
    if (!is_reached[begin]) continue;
    farthest = begin;
    const size_t longest = std::min(longest_label_, text.size() - begin);
    for (size_t size = 1; size <= longest; ++size) {
      if (index_.count(text.substr(begin, size)) > 0) is_reached[begin + size] = true;
    }
  }
  if (is_reached[text.size()]) return std::nullopt;
  return utf8_split(text.substr(farthest))[0];
}

}  // namespace ds
