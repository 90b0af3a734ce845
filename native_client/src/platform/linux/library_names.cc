#include "platform/shared_library.h"

namespace ds::platform {

std::string litert_file() { return "libLiteRt.so"; }

// Names are looked for on the run path, too.
std::vector<std::string> litert_names() { return {litert_file()}; }

// The last two are the names in Python's soundfile package.
std::vector<std::string> sndfile_names() { return {"libsndfile.so.1", "libsndfile_x86_64.so", "libsndfile_arm64.so"}; }

std::string sndfile_commands() { return "apt install libsndfile1, or pip install soundfile"; }

std::string litert_weight_cache() { return ":memory"; }

}  // namespace ds::platform
