// Whole files: text such as alphabets and vocabularies, and others.
#ifndef DS_TEXT_TEXT_FILE_H_
#define DS_TEXT_TEXT_FILE_H_

#include <cstddef>
#include <optional>
#include <string>

namespace ds {

// Reads a file of at most `max_bytes`. False, with the reason in `error`, if it is missing, a folder, unreadable or
// larger.
bool read_file(const std::string& path, size_t max_bytes, std::string* content, std::string* error);

// Reads a text file without its byte order mark. Nothing, with the reason in `error`, if it is missing, a folder,
// unreadable or not UTF-8. `kind` describes the file in messages, such as "alphabet file".
std::optional<std::string> read_text_file(const std::string& path, const std::string& kind, std::string* error);

}  // namespace ds

#endif  // DS_TEXT_TEXT_FILE_H_
