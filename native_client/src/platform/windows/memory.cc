#include "platform/memory.h"

#include <new>

#include <malloc.h>

namespace ds::platform {

// Large pages need a privilege on Windows.
void* allocate_for_reading(size_t size) {
  constexpr size_t kCacheLine = 64;
  void* const memory = _aligned_malloc(size, kCacheLine);
  if (memory == nullptr) throw std::bad_alloc();
  return memory;
}

void free_memory(void* memory) { _aligned_free(memory); }

}  // namespace ds::platform
