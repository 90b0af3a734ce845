// Memory with an alignment.
#ifndef DS_PLATFORM_MEMORY_H_
#define DS_PLATFORM_MEMORY_H_

#include <cstddef>

namespace ds::platform {

// At least `size` bytes for data that is read often, in large pages if there are some and it is worth it. Throws
// std::bad_alloc.
void* allocate_for_reading(size_t size);

// Frees what `allocate_for_reading` returned.
void free_memory(void* memory);

}  // namespace ds::platform

#endif  // DS_PLATFORM_MEMORY_H_
