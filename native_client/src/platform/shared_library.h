// Shared libraries that are loaded at run time, and never unloaded.
#ifndef DS_PLATFORM_SHARED_LIBRARY_H_
#define DS_PLATFORM_SHARED_LIBRARY_H_

#include <string>
#include <vector>

namespace ds::platform {

using Library = void*;

// Loads a library by name, which is searched as the system does it, or by path. Null, with the reason, if it cannot.
Library open_library(const std::string& name, std::string* reason);

// Null if the library has no such function.
void* find_function(Library library, const char* name);

// Names under which the LiteRT runtime and libsndfile are looked for, best first: beside this library, and in the
// Python packages that contain them.
std::vector<std::string> litert_names();
std::vector<std::string> sndfile_names();

// For messages: the file name of the LiteRT runtime, and commands that install libsndfile.
std::string litert_file();
std::string sndfile_commands();

// Where LiteRT's library keeps the packed weights of XNNPACK; empty if it can only keep them in files.
std::string litert_weight_cache();

}  // namespace ds::platform

#endif  // DS_PLATFORM_SHARED_LIBRARY_H_
