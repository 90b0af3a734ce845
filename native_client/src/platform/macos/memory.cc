#include "platform/memory.h"

#include <cstdlib>
#include <new>

namespace ds::platform {

void* allocate_for_reading(size_t size) {
  constexpr size_t kCacheLine = 128;
  void* const memory = std::aligned_alloc(kCacheLine, (size + kCacheLine - 1) / kCacheLine * kCacheLine);
  if (memory == nullptr) throw std::bad_alloc();
  return memory;
}

void free_memory(void* memory) { std::free(memory); }

}  // namespace ds::platform
