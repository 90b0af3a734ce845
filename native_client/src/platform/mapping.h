// Files mapped into memory.
#ifndef DS_PLATFORM_MAPPING_H_
#define DS_PLATFORM_MAPPING_H_

#include <cstddef>
#include <cstdint>
#include <string>

#include "platform/files.h"

namespace ds::platform {

struct Mapping {
  uint8_t* data = nullptr;  // null for an empty file
  size_t size = 0;          // of the file
  size_t reserved = 0;      // bytes of memory, with those after the file
};

// Maps a regular file for reading. False if it cannot be opened or mapped, without the reason, which `why_unreadable`
// knows.
bool map_for_reading(const std::string& path, Mapping* mapping);

// Maps a regular file so that changes stay in memory. `spare` zero bytes follow it and take memory only when they are
// used. Returns the kind of file; for kMissing, `reason` says why it cannot be opened or mapped.
FileKind map_for_changing(const std::string& path, size_t spare, Mapping* mapping, std::string* reason);

void unmap(const Mapping& mapping);

// Forgets pages, with changes made to them; they are read from the file again when they are used. Mappings without
// spare bytes only.
void release_pages(const Mapping& mapping);

// Why a file cannot be mapped for reading, for messages.
std::string why_unreadable(const std::string& path);

}  // namespace ds::platform

#endif  // DS_PLATFORM_MAPPING_H_
