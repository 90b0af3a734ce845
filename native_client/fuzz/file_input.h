// The input of a fuzz target as a file that can be opened by its path.
#ifndef DS_FUZZ_FILE_INPUT_H_
#define DS_FUZZ_FILE_INPUT_H_

#include <sys/mman.h>
#include <unistd.h>

#include <cstdint>
#include <cstdlib>
#include <string>

namespace ds::fuzz {

class FileInput {
 public:
  FileInput(const uint8_t* data, size_t size) : descriptor_(memfd_create("input", MFD_CLOEXEC)) {
    if (descriptor_ < 0 || write(descriptor_, data, size) != static_cast<ssize_t>(size)) std::abort();
  }
  ~FileInput() { close(descriptor_); }
  FileInput(const FileInput&) = delete;
  FileInput& operator=(const FileInput&) = delete;

  std::string path() const { return "/proc/self/fd/" + std::to_string(descriptor_); }

 private:
  int descriptor_;
};

// What must hold whatever the input is.
inline void expect(bool condition) {
  if (!condition) std::abort();
}

}  // namespace ds::fuzz

#endif  // DS_FUZZ_FILE_INPUT_H_
