#include "platform/shared_library.h"

#include <dlfcn.h>

namespace ds::platform {

Library open_library(const std::string& name, std::string* reason) {
  const Library library = dlopen(name.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (library == nullptr) *reason = dlerror();
  return library;
}

void* find_function(Library library, const char* name) { return dlsym(library, name); }

}  // namespace ds::platform
