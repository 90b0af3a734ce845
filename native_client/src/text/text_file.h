// Text files such as alphabets and vocabularies.
#ifndef DS_TEXT_TEXT_FILE_H_
#define DS_TEXT_TEXT_FILE_H_

#include <optional>
#include <string>

namespace ds {

// Reads a text file without its byte order mark. Nothing, with the reason in `error`, if it is missing, a folder,
// unreadable or not UTF-8. `kind` describes the file in messages, such as "alphabet file".
std::optional<std::string> read_text_file(const std::string& path, const std::string& kind, std::string* error);

}  // namespace ds

#endif  // DS_TEXT_TEXT_FILE_H_
