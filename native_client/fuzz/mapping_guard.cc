// Lets AddressSanitizer see reads behind the end of mapped files: the rest of the last page counts as forbidden.
// Linked with --wrap for the functions below.
#include <sanitizer/asan_interface.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include <cstddef>

extern "C" {

void* __real_mmap(void* address, size_t size, int protection, int flags, int file, off_t offset);
int __real_munmap(void* address, size_t size);

void* __wrap_mmap(void* address, size_t size, int protection, int flags, int file, off_t offset) {
  void* memory = __real_mmap(address, size, protection, flags, file, offset);
  // Where a file is put into a larger mapping, what follows belongs to that.
  if (memory != MAP_FAILED && file >= 0 && (flags & MAP_FIXED) == 0) {
    constexpr size_t kPage = 4096;
    const size_t rest = (kPage - size % kPage) % kPage;
    ASAN_POISON_MEMORY_REGION(static_cast<char*>(memory) + size, rest);
  }
  return memory;
}

void* __wrap_mmap64(void* address, size_t size, int protection, int flags, int file, off_t offset) {
  return __wrap_mmap(address, size, protection, flags, file, offset);
}

int __wrap_munmap(void* address, size_t size) {
  ASAN_UNPOISON_MEMORY_REGION(address, (size + 4095) / 4096 * 4096);
  return __real_munmap(address, size);
}
}
