#include "platform/mapping.h"

#include <algorithm>

#include <windows.h>

#include "platform/windows/wide.h"

namespace ds::platform {
namespace {

class Handle {
 public:
  explicit Handle(HANDLE value) : value_(value) {}
  ~Handle() {
    if (is_open()) CloseHandle(value_);
  }
  Handle(const Handle&) = delete;
  Handle& operator=(const Handle&) = delete;

  bool is_open() const { return value_ != nullptr && value_ != INVALID_HANDLE_VALUE; }
  HANDLE get() const { return value_; }

 private:
  HANDLE value_;
};

HANDLE open_for_reading(const std::string& path) {
  return CreateFileW(widen(path).c_str(), GENERIC_READ, FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE, nullptr,
                     OPEN_EXISTING, FILE_ATTRIBUTE_NORMAL, nullptr);
}

// Maps the whole file, which must not be empty. Null, with the reason in GetLastError, if it cannot.
uint8_t* map_file(HANDLE file, DWORD protection, DWORD access) {
  const Handle section(CreateFileMappingW(file, nullptr, protection, 0, 0, nullptr));
  return section.is_open() ? static_cast<uint8_t*>(MapViewOfFile(section.get(), access, 0, 0, 0)) : nullptr;
}

// A view of a file cannot be longer than the file, so the file is read into memory. Null on failure, as above.
uint8_t* read_with_spare(HANDLE file, size_t size, size_t reserved) {
  auto* const memory = static_cast<uint8_t*>(VirtualAlloc(nullptr, reserved, MEM_RESERVE | MEM_COMMIT, PAGE_READWRITE));
  if (memory == nullptr) return nullptr;
  constexpr size_t kPortion = 1 << 30;
  for (size_t position = 0; position < size;) {
    DWORD received = 0;
    const auto wanted = static_cast<DWORD>(std::min(kPortion, size - position));
    if (!ReadFile(file, memory + position, wanted, &received, nullptr) || received == 0) {
      const DWORD error = GetLastError();
      VirtualFree(memory, 0, MEM_RELEASE);
      SetLastError(error);
      return nullptr;
    }
    position += received;
  }
  return memory;
}

}  // namespace

bool map_for_reading(const std::string& path, Mapping* mapping) {
  *mapping = {};
  if (status_of(path).kind != FileKind::kRegular) return false;
  const Handle file(open_for_reading(path));
  LARGE_INTEGER size;
  if (!file.is_open() || !GetFileSizeEx(file.get(), &size)) return false;
  if (size.QuadPart == 0) return true;
  uint8_t* const data = map_file(file.get(), PAGE_READONLY, FILE_MAP_READ);
  if (data == nullptr) return false;
  *mapping = {data, static_cast<size_t>(size.QuadPart), static_cast<size_t>(size.QuadPart)};
  return true;
}

FileKind map_for_changing(const std::string& path, size_t spare, Mapping* mapping, std::string* reason) {
  *mapping = {};
  const FileStatus status = status_of(path);
  *reason = status.reason;
  if (status.kind != FileKind::kRegular) return status.kind;
  const Handle file(open_for_reading(path));
  LARGE_INTEGER length;
  if (!file.is_open() || !GetFileSizeEx(file.get(), &length)) {
    *reason = describe_error(GetLastError());
    return FileKind::kMissing;
  }
  const auto size = static_cast<size_t>(length.QuadPart);
  if (size == 0) return FileKind::kRegular;
  uint8_t* const data = spare == 0 ? map_file(file.get(), PAGE_WRITECOPY, FILE_MAP_COPY)
                                   : read_with_spare(file.get(), size, size + spare);
  if (data == nullptr) {
    *reason = describe_error(GetLastError());
    return FileKind::kMissing;
  }
  *mapping = {data, size, size + spare};
  return FileKind::kRegular;
}

void unmap(const Mapping& mapping) {
  if (mapping.data == nullptr) return;
  // What was read into memory has spare bytes.
  if (mapping.reserved > mapping.size) {
    VirtualFree(mapping.data, 0, MEM_RELEASE);
  } else {
    UnmapViewOfFile(mapping.data);
  }
}

// Pages that nobody locked leave the working set when they are unlocked; the error that says so is expected.
void release_pages(const Mapping& mapping) { VirtualUnlock(mapping.data, mapping.size); }

std::string why_unreadable(const std::string& path) {
  const FileStatus status = status_of(path);
  if (status.kind == FileKind::kMissing) return status.reason;
  if (status.kind == FileKind::kFolder) return "it is a folder";
  if (status.kind == FileKind::kOther) return "it is not a regular file";
  const Handle file(open_for_reading(path));
  return file.is_open() ? "it cannot be mapped into memory" : describe_error(GetLastError());
}

}  // namespace ds::platform
