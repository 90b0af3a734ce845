// A buffer as a file that can be opened by its path.
#ifndef DS_MODEL_MEMORY_FILE_H_
#define DS_MODEL_MEMORY_FILE_H_

#include <cstddef>
#include <stdexcept>
#include <string>

#include "deepspeech.h"
#include "model/model_error.h"
#include "platform/temporary_file.h"

namespace ds {

// Models and scorers from memory are checked and loaded by the same code as those from files. The path is valid during
// the lifetime of this object; mappings stay valid afterwards.
class MemoryFile {
 public:
  // Throws ModelError (DS_ERR_FAIL_INIT_MMAP).
  MemoryFile(const char* data, size_t size) try : file_(data, size) {
  } catch (const std::runtime_error& error) {
    throw ModelError(DS_ERR_FAIL_INIT_MMAP, std::string("Cannot copy the buffer: ") + error.what());
  }

  const std::string& path() const { return file_.path(); }

 private:
  platform::TemporaryFile file_;
};

}  // namespace ds

#endif  // DS_MODEL_MEMORY_FILE_H_
