// Files by paths, which are UTF-8 on Windows and bytes elsewhere.
#ifndef DS_PLATFORM_FILES_H_
#define DS_PLATFORM_FILES_H_

#include <cstdint>
#include <cstdio>
#include <string>

namespace ds::platform {

enum class FileKind { kMissing, kRegular, kFolder, kOther };

struct FileStatus {
  FileKind kind = FileKind::kMissing;
  uint64_t size = 0;
  std::string reason;  // why nothing is known about the file, for kMissing
};

// Follows links.
FileStatus status_of(const std::string& path);

// As std::fopen.
std::FILE* open_file(const std::string& path, const char* mode);

// Renames a file; an existing file of the new name is replaced. False, with the reason in errno, if it cannot.
bool replace_file(const std::string& from, const std::string& to);

// As std::remove.
bool remove_file(const std::string& path);

// A number that no other process has at the same time, for names of temporary files.
std::string process_number();

// Makes a limit of the file size an error of writing instead of the end of the process.
void survive_size_limits();

}  // namespace ds::platform

#endif  // DS_PLATFORM_FILES_H_
