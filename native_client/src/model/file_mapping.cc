#include "model/file_mapping.h"

#include <cstring>

#include "deepspeech.h"
#include "model/model_error.h"

namespace ds {
namespace {

constexpr size_t kMaxAppended =
    1 << 20;  // bytes that can be appended to a mapped file; they take memory only when used
constexpr size_t kMinSize = 8;

// Throws ModelError.
platform::Mapping map(const std::string& path, size_t spare) {
  platform::Mapping mapping;
  std::string reason;
  switch (platform::map_for_changing(path, spare, &mapping, &reason)) {
    case platform::FileKind::kFolder: reason = "it is a folder"; break;
    case platform::FileKind::kMissing: break;
    default:
      if (mapping.size >= kMinSize) return mapping;
      platform::unmap(mapping);
      reason = "it is not a model (no regular file, or too short)";
  }
  throw ModelError(DS_ERR_FAIL_INIT_MMAP, "Cannot read model file " + path + ": " + reason);
}

}  // namespace

FileMapping::FileMapping(const std::string& path, Use use)
    : mapping_(map(path, use == Use::kAppend ? kMaxAppended : 0)), bytes_(mapping_.data, mapping_.size) {}

FileMapping::~FileMapping() { platform::unmap(mapping_); }

size_t FileMapping::append(size_t size) {
  const size_t position = (bytes_.size() + 3) / 4 * 4;
  if (size > mapping_.reserved || position > mapping_.reserved - size) {
    throw ModelError(DS_ERR_FAIL_INTERPRETER, "Too much data is appended to the model file.");
  }
  bytes_ = flat::Bytes(bytes_.data(), position + size);
  std::memset(bytes_.data() + position, 0, size);
  return position;
}

void FileMapping::release_pages() const { platform::release_pages(mapping_); }

}  // namespace ds
