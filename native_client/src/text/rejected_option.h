// The message about an option that getopt_long does not accept.
#ifndef DS_TEXT_REJECTED_OPTION_H_
#define DS_TEXT_REJECTED_OPTION_H_

#include <cstdio>
#include <cstring>
#include <string>

#include <getopt.h>

#include "text/utf8.h"

namespace ds {

// Prints what getopt_long has just refused, in valid UTF-8. getopt's own messages repeat the bytes as they are, so
// `opterr` must be 0.
inline void print_rejected_option(char** argv) {
  const char* const last = argv[optind - 1];
  const bool is_long = std::strncmp(last, "--", 2) == 0;
  const std::string received = is_long || optopt == 0 ? last : std::string("-") + static_cast<char>(optopt);
  std::fprintf(stderr, "E expected one of the options below, with its value. Received: %s\n",
               utf8_shorten(received).c_str());
}

}  // namespace ds

#endif  // DS_TEXT_REJECTED_OPTION_H_
