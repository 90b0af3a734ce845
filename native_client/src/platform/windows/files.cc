#include "platform/files.h"

#include <cerrno>

#include <windows.h>

#include "platform/windows/wide.h"

namespace ds::platform {

FileStatus status_of(const std::string& path) {
  FileStatus result;
  WIN32_FILE_ATTRIBUTE_DATA data;
  if (!GetFileAttributesExW(widen(path).c_str(), GetFileExInfoStandard, &data)) {
    result.reason = describe_error(GetLastError());
    return result;
  }
  const bool is_folder = (data.dwFileAttributes & FILE_ATTRIBUTE_DIRECTORY) != 0;
  const bool is_device = (data.dwFileAttributes & FILE_ATTRIBUTE_DEVICE) != 0;
  result.kind = is_folder ? FileKind::kFolder : is_device ? FileKind::kOther : FileKind::kRegular;
  result.size = static_cast<uint64_t>(data.nFileSizeHigh) << 32 | data.nFileSizeLow;
  return result;
}

std::FILE* open_file(const std::string& path, const char* mode) {
  return _wfopen(widen(path).c_str(), widen(mode).c_str());
}

bool replace_file(const std::string& from, const std::string& to) {
  if (MoveFileExW(widen(from).c_str(), widen(to).c_str(), MOVEFILE_REPLACE_EXISTING)) return true;
  errno = GetLastError() == ERROR_FILE_NOT_FOUND ? ENOENT : EACCES;
  return false;
}

bool remove_file(const std::string& path) { return DeleteFileW(widen(path).c_str()) != 0; }

std::string process_number() { return std::to_string(GetCurrentProcessId()); }

void survive_size_limits() {}  // Windows has none

}  // namespace ds::platform
