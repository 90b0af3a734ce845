#include "platform/shared_library.h"

#include <windows.h>

#include "platform/windows/wide.h"

namespace ds::platform {
namespace {

// Folder of the library or program that contains this function, with a separator at its end.
std::string own_folder() {
  HMODULE self = nullptr;
  GetModuleHandleExW(GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS | GET_MODULE_HANDLE_EX_FLAG_UNCHANGED_REFCOUNT,
                     reinterpret_cast<LPCWSTR>(&own_folder), &self);
  wchar_t path[32768];
  const DWORD size = GetModuleFileNameW(self, path, sizeof(path) / sizeof(*path));
  const std::string name = narrow(std::wstring(path, size));
  return name.substr(0, name.find_last_of("/\\") + 1);
}

}  // namespace

std::string litert_file() { return "libLiteRt.dll"; }

// Windows has no run path. In a wheel the packages lie beside ours. A file that exists is the only name, so that the
// reason why it cannot be loaded is reported.
std::vector<std::string> litert_names() {
  const std::string folder = own_folder();
  for (const std::string& place : {folder, folder + "..\\..\\ai_edge_litert\\"}) {
    const std::string path = place + litert_file();
    if (GetFileAttributesW(widen(path).c_str()) != INVALID_FILE_ATTRIBUTES) return {path};
  }
  return {litert_file()};
}

// libsndfile_x64.dll is the name in Python's soundfile package, sndfile.dll that of libsndfile's own releases.
std::vector<std::string> sndfile_names() {
  const std::string folder = own_folder();
  return {folder + "sndfile.dll", folder + "..\\..\\_soundfile_data\\libsndfile_x64.dll", "sndfile.dll",
          "libsndfile-1.dll"};
}

std::string sndfile_commands() { return "pip install soundfile"; }

std::string litert_weight_cache() { return ""; }

}  // namespace ds::platform
