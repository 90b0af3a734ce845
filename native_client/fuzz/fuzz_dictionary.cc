// The dictionary of a scorer package on its own. The first byte chooses where it stands in the file.
#include <cstdlib>
#include <cstring>
#include <memory>

#include "file_input.h"
#include "scorer/dictionary.h"

namespace {

// Follows arcs as a decoder does. Those of a dictionary that was checked must lead somewhere.
void walk(const ds::Dictionary& dictionary, bool is_checked) {
  uint32_t state = dictionary.start();
  for (uint32_t step = 0; step < 64; step++) {
    ds::fuzz::expect(!is_checked || state < dictionary.num_states());
    dictionary.is_final(state);
    for (uint32_t label = 0; label < 8; label++) dictionary.find(state, label);
    dictionary.find(state, UINT32_MAX);
    const uint32_t count = dictionary.num_arcs_of(state);
    if (count == 0) return;
    const ds::Dictionary::Arc* arc = dictionary.begin(state) + step % count;
    const auto* found = dictionary.find(state, arc->label());
    ds::fuzz::expect(!is_checked || found == arc);
    state = static_cast<uint32_t>(arc->next_state);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size == 0) return 0;
  const size_t offset = data[0] % 16;
  const size_t total = offset + size - 1;
  // Aligned as a mapping, and exactly as long as the file, so that reads behind the end are seen.
  void* memory = nullptr;
  if (posix_memalign(&memory, 16, total == 0 ? 1 : total) != 0) return 0;
  const std::unique_ptr<void, void (*)(void*)> owner(memory, std::free);
  auto* file = static_cast<uint8_t*>(memory);
  std::memset(file, 0, offset);
  std::memcpy(file + offset, data + 1, size - 1);
  ds::Dictionary dictionary;
  if (dictionary.read(file, total, offset, ds::TableChecks::kAll)) walk(dictionary, true);
  if (dictionary.read(file, total, offset, ds::TableChecks::kOnUse)) walk(dictionary, false);
  return 0;
}
