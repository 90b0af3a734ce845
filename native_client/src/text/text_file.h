// Text files: alphabets, vocabularies.
#ifndef DS_TEXT_TEXT_FILE_H_
#define DS_TEXT_TEXT_FILE_H_

#include <optional>
#include <string>

namespace ds {

// Reads a whole text file without its byte order mark. Nothing, with what was wrong in `error`, if it is missing, a
// folder, unreadable or not UTF-8. `kind` is what the file is called in messages, such as "alphabet file".
std::optional<std::string> read_text_file(const std::string& path, const std::string& kind, std::string* error);

}  // namespace ds

#endif  // DS_TEXT_TEXT_FILE_H_
