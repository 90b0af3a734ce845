#include "text/alphabet.h"

#include <cerrno>
#include <cstring>
#include <fstream>
#include <iterator>
#include <utility>

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

// Lines of a text whose lines end in LF, CRLF or CR.
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

void set_error(std::string* error, const std::string& text) {
  if (error) *error = text;
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
    if (label == " ") alphabet.space_label_ = static_cast<uint32_t>(i);
    if (label != std::string(1, static_cast<char>(i + 1))) alphabet.is_bytes_ = false;
  }
  alphabet.labels_ = std::move(labels);
  return alphabet;
}

std::optional<Alphabet> Alphabet::read_file(const std::string& path, std::string* error) {
  std::ifstream file(path, std::ios::binary);
  if (!file) {
    set_error(error, "alphabet file " + path + " cannot be read: " + std::strerror(errno));
    return std::nullopt;
  }
  std::string text{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  if (file.bad()) {
    set_error(error, "alphabet file " + path + " cannot be read");
    return std::nullopt;
  }
  if (text.compare(0, 3, "\xEF\xBB\xBF") == 0) text.erase(0, 3);
  std::vector<std::string> labels;
  for (std::string& line : split_lines(text)) {
    if (line == "\\#") {
      labels.push_back("#");
    } else if (!line.empty() && line[0] != '#') {
      labels.push_back(std::move(line));
    }
  }
  std::optional<Alphabet> alphabet = from_labels(std::move(labels));
  if (!alphabet) {
    set_error(error, "alphabet file " + path + ": must have from 1 to 65535 labels, each once");
  }
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

}  // namespace ds
