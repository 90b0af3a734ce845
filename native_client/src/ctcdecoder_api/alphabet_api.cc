#include <cstdlib>
#include <cstring>
#include <optional>
#include <string>
#include <utility>

#include "ctcdecoder_api/handles.h"
#include "ds_ctcdecoder.h"

namespace {

// `reason` is used if there is none.
int give(std::optional<ds::Alphabet> alphabet, const std::string& reason, DsCtcAlphabet** out) {
  if (!alphabet) return ds::fail(ds::kErrInvalidAlphabet, reason);
  *out = new DsCtcAlphabet{std::move(*alphabet)};
  return 0;
}

}  // namespace

extern "C" {

const char* DsCtc_Version(void) { return DS_VERSION_STRING; }

int DsCtc_AlphabetRead(const char* path, DsCtcAlphabet** alphabet) {
  return ds::guarded([&] {
    if (!path || !alphabet) return ds::kErrNoModel;
    std::string reason;
    auto read = ds::Alphabet::read_file(path, &reason);
    return give(std::move(read), reason, alphabet);
  });
}

int DsCtc_AlphabetDeserialize(const char* data, size_t size, DsCtcAlphabet** alphabet) {
  return ds::guarded([&] {
    if (!alphabet) return ds::kErrNoModel;
    return give(ds::Alphabet::deserialize(data, size), "the serialized alphabet is damaged", alphabet);
  });
}

int DsCtc_AlphabetBytes(DsCtcAlphabet** alphabet) {
  return ds::guarded([&] { return alphabet ? give(ds::Alphabet::bytes(), "", alphabet) : ds::kErrNoModel; });
}

int DsCtc_AlphabetSerialize(const DsCtcAlphabet* alphabet, size_t* size, char** data) {
  return ds::guarded([&] {
    if (!alphabet || !size || !data) return ds::kErrNoModel;
    const std::string bytes = alphabet->alphabet.serialize();
    *data = static_cast<char*>(std::malloc(bytes.size()));
    if (!*data) return ds::kErrFailed;
    std::memcpy(*data, bytes.data(), bytes.size());
    *size = bytes.size();
    return 0;
  });
}

void DsCtc_AlphabetFree(DsCtcAlphabet* alphabet) { delete alphabet; }

void DsCtc_BufferFree(char* data) { std::free(data); }

}  // extern "C"
