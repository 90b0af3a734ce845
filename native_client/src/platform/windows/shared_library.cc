#include "platform/shared_library.h"

#include <windows.h>

#include "platform/windows/wide.h"

namespace ds::platform {
namespace {

// The system's text would say that the library itself is missing.
std::string why_not_loaded(const std::wstring& path, DWORD error) {
  if (error == ERROR_MOD_NOT_FOUND && GetFileAttributesW(path.c_str()) != INVALID_FILE_ATTRIBUTES)
    return "a library that it needs is missing, probably the Visual C++ runtime (vc_redist.x64.exe)";
  return describe_error(error);
}

}  // namespace

// A library that is given by its path finds others in its own folder.
Library open_library(const std::string& name, std::string* reason) {
  const bool is_path = name.find_first_of("/\\") != std::string::npos;
  std::wstring wide = widen(name);
  for (wchar_t& letter : wide) letter = letter == L'/' ? L'\\' : letter;
  if (is_path) {
    wchar_t whole[32768];
    const DWORD size = GetFullPathNameW(wide.c_str(), sizeof(whole) / sizeof(*whole), whole, nullptr);
    if (size > 0 && size < sizeof(whole) / sizeof(*whole)) wide.assign(whole, size);
  }
  const HMODULE library = LoadLibraryExW(wide.c_str(), nullptr, is_path ? LOAD_WITH_ALTERED_SEARCH_PATH : 0);
  const DWORD error = GetLastError();
  if (library == nullptr) *reason = name + ": " + why_not_loaded(wide, error);
  return reinterpret_cast<Library>(library);
}

void* find_function(Library library, const char* name) {
  return reinterpret_cast<void*>(GetProcAddress(reinterpret_cast<HMODULE>(library), name));
}

}  // namespace ds::platform
