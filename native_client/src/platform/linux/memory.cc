#include "platform/memory.h"

#include <cstdlib>
#include <new>

#include <sys/mman.h>

namespace ds::platform {

void* allocate_for_reading(size_t size) {
  constexpr size_t kLargePage = 1 << 21, kCacheLine = 64;
  const size_t alignment = size >= kLargePage ? kLargePage : kCacheLine;
  const size_t allocated = (size + alignment - 1) / alignment * alignment;
  void* const memory = std::aligned_alloc(alignment, allocated);
  if (memory == nullptr) throw std::bad_alloc();
  if (alignment == kLargePage) madvise(memory, allocated, MADV_HUGEPAGE);  // without large pages it is only slower
  return memory;
}

void free_memory(void* memory) { std::free(memory); }

}  // namespace ds::platform
