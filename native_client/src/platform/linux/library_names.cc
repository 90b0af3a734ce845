#include "platform/shared_library.h"

namespace ds::platform {

// Names are looked for on the run path, too.
std::vector<std::string> litert_names() { return {"libLiteRt.so"}; }

// The last two are the names in Python's soundfile package.
std::vector<std::string> sndfile_names() { return {"libsndfile.so.1", "libsndfile_x86_64.so", "libsndfile_arm64.so"}; }

}  // namespace ds::platform
