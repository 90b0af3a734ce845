#include "model/litert_library.h"

#include <cstdlib>
#include <string>
#include <vector>

#include "deepspeech.h"
#include "model/model_error.h"
#include "platform/shared_library.h"

namespace ds {
namespace litert {
namespace {

// All shells understand double quotes.
constexpr char kRemedy[] =
    "Install ai-edge-litert 2.2 or newer (pip install \"ai-edge-litert>=2.2,<3\"), or set "
    "DS_LITERT_LIBRARY to the path of its ";

[[noreturn]] void fail(const std::string& reason) {
  throw ModelError(DS_ERR_FAIL_INTERPRETER,
                   "Cannot use the LiteRT runtime: " + reason + " " + kRemedy + platform::litert_file() + ".");
}

platform::Library open_library() {
  const char* chosen = std::getenv("DS_LITERT_LIBRARY");
  const bool is_chosen = chosen != nullptr && *chosen != '\0';
  std::string reason;
  for (const std::string& name : is_chosen ? std::vector<std::string>{chosen} : platform::litert_names()) {
    const platform::Library library = platform::open_library(name, &reason);
    if (library == nullptr) continue;
    // Before 2.1.6 some functions had the same names but other arguments; this function was added with that change.
    if (platform::find_function(library, "LiteRtCreateModelFromFd") != nullptr) return library;
    fail(name + " is older than version 2.2.");
  }
  fail(reason + ".");
}

template <typename Function>
void bind(platform::Library handle, const char* name, Function* function) {
  *function = reinterpret_cast<Function>(platform::find_function(handle, name));
  if (*function == nullptr) fail("it has no function " + std::string(name) + ".");
}

Library load() {
  const platform::Library handle = open_library();
  Library functions;
#define DS_BIND(NAME) bind(handle, "LiteRt" #NAME, &functions.NAME)
  DS_BIND(CreateEnvironment);
  DS_BIND(DestroyEnvironment);
  DS_BIND(CreateModelFromBuffer);
  DS_BIND(DestroyModel);
  DS_BIND(CreateOptions);
  DS_BIND(DestroyOptions);
  DS_BIND(SetOptionsHardwareAccelerators);
  DS_BIND(CreateOpaqueOptions);
  DS_BIND(AddOpaqueOptions);
  DS_BIND(AddCustomOpKernelOption);
  DS_BIND(CreateCompiledModel);
  DS_BIND(DestroyCompiledModel);
  DS_BIND(CreateTensorBufferFromHostMemory);
  DS_BIND(DestroyTensorBuffer);
  DS_BIND(GetTensorBufferPackedSize);
  DS_BIND(LockTensorBuffer);
  DS_BIND(UnlockTensorBuffer);
  DS_BIND(RunCompiledModel);
#undef DS_BIND
  return functions;
}

}  // namespace

const Library& library() {
  // The handle is never closed: the runtime starts threads and registers exit handlers.
  static const Library functions = load();
  return functions;
}

}  // namespace litert
}  // namespace ds
