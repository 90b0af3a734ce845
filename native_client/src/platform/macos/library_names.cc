#include "platform/shared_library.h"

namespace ds::platform {

std::string litert_file() { return "libLiteRt.dylib"; }

std::vector<std::string> litert_names() { return {"@rpath/" + litert_file(), litert_file()}; }

// libsndfile_arm64.dylib is the name in Python's soundfile package, /opt/homebrew the folder of Homebrew.
std::vector<std::string> sndfile_names() {
  return {"@rpath/libsndfile_arm64.dylib", "libsndfile.1.dylib", "libsndfile.dylib",
          "/opt/homebrew/lib/libsndfile.dylib"};
}

std::string sndfile_commands() { return "brew install libsndfile, or pip install soundfile"; }

std::string litert_weight_cache() { return ""; }

}  // namespace ds::platform
