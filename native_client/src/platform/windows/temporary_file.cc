#include "platform/temporary_file.h"

#include <algorithm>
#include <atomic>
#include <mutex>
#include <stdexcept>
#include <vector>

#include <windows.h>

#include "platform/files.h"
#include "platform/windows/wide.h"

namespace ds::platform {
namespace {

std::string scratch_name() {
  static std::atomic<unsigned> count{0};
  wchar_t folder[MAX_PATH + 2];
  const DWORD size = GetTempPathW(MAX_PATH + 1, folder);
  return narrow(std::wstring(folder, size)) + "deepspeech-" + process_number() + "-" + std::to_string(count++) + ".tmp";
}

// Files that could not be removed because they are still mapped. Each further call, and the end of the process, tries
// again.
class Leftovers {
 public:
  ~Leftovers() { remove(); }

  void add(const std::string& path) {
    const std::lock_guard<std::mutex> lock(mutex_);
    paths_.push_back(path);
  }

  void remove() {
    const std::lock_guard<std::mutex> lock(mutex_);
    paths_.erase(std::remove_if(paths_.begin(), paths_.end(), remove_file), paths_.end());
  }

 private:
  std::mutex mutex_;
  std::vector<std::string> paths_;
};

Leftovers& leftovers() {
  static Leftovers files;
  return files;
}

}  // namespace

TemporaryFile::TemporaryFile(const char* data, size_t size) : path_(scratch_name()) {
  leftovers().remove();
  const auto fail = [this] { throw std::runtime_error(path_ + ": " + describe_error(GetLastError())); };
  const HANDLE file =
      CreateFileW(widen(path_).c_str(), GENERIC_WRITE, 0, nullptr, CREATE_ALWAYS, FILE_ATTRIBUTE_TEMPORARY, nullptr);
  if (file == INVALID_HANDLE_VALUE) fail();
  constexpr size_t kPortion = 1 << 30;
  for (size_t position = 0; position < size;) {
    DWORD written = 0;
    const auto portion = static_cast<DWORD>(std::min(kPortion, size - position));
    if (!WriteFile(file, data + position, portion, &written, nullptr) || written == 0) {
      const DWORD error = GetLastError();
      CloseHandle(file);
      remove_file(path_);
      SetLastError(error);
      fail();
    }
    position += written;
  }
  CloseHandle(file);
}

TemporaryFile::~TemporaryFile() {
  if (!remove_file(path_)) leftovers().add(path_);
}

}  // namespace ds::platform
