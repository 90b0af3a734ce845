#include "text/text_file.h"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>

#include "platform/files.h"
#include "text/utf8.h"

namespace ds {
namespace {

constexpr char kByteOrderMark[] = "\xEF\xBB\xBF";

// Number of the line with the byte at `offset`; lines end with LF, CRLF or CR.
size_t line_of(const std::string& text, size_t offset) {
  size_t line = 1;
  for (size_t i = 0; i < offset; ++i) {
    if (text[i] == '\n' || (text[i] == '\r' && text[i + 1] != '\n')) ++line;
  }
  return line;
}

std::string not_utf8(const std::string& text, size_t offset, const std::string& name) {
  const auto starts_with = [&text](const char* mark) { return text.compare(0, 2, mark) == 0; };
  if (starts_with("\xFF\xFE") || starts_with("\xFE\xFF")) return name + ": must be UTF-8. Received: UTF-16";
  char byte[8];
  std::snprintf(byte, sizeof(byte), "0x%02x", static_cast<unsigned char>(text[offset]));
  return "row " + std::to_string(line_of(text, offset)) + " of " + name + ": must be UTF-8. Received: byte " + byte;
}

}  // namespace

bool read_file(const std::string& path, size_t max_bytes, std::string* content, std::string* error) {
  const auto fail = [error](const std::string& reason) {
    *error = reason;
    return false;
  };
  const platform::FileStatus status = platform::status_of(path);
  if (status.kind == platform::FileKind::kMissing) return fail(status.reason);
  if (status.kind == platform::FileKind::kFolder) return fail("it is a folder");
  const std::unique_ptr<FILE, int (*)(FILE*)> file(platform::open_file(path, "rb"), std::fclose);
  if (!file) return fail(std::strerror(errno));
  const std::string expected = "expected at most " + std::to_string(max_bytes) + " bytes. Received: ";
  const auto stated = static_cast<size_t>(status.size);
  if (stated > max_bytes) return fail(expected + std::to_string(stated));
  content->clear();
  content->reserve(stated);
  char block[65536];
  while (const size_t size = std::fread(block, 1, sizeof(block), file.get())) {
    if (size > max_bytes - content->size()) return fail(expected + "more");
    content->append(block, size);
  }
  return !std::ferror(file.get()) || fail(std::strerror(errno));
}

std::optional<std::string> read_text_file(const std::string& path, const std::string& kind, std::string* error) {
  const std::string name = kind + " " + utf8_one_line(path);
  std::string text;
  if (!read_file(path, text.max_size(), &text, error)) {
    *error = name + " cannot be read: " + *error;
    return std::nullopt;
  }
  if (const std::optional<size_t> offset = find_stray_byte(text)) {
    *error = not_utf8(text, *offset, name);
    return std::nullopt;
  }
  if (text.compare(0, 3, kByteOrderMark) == 0) text.erase(0, 3);
  return text;
}

}  // namespace ds
