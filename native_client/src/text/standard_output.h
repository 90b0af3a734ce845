// The end of a program that writes its results to standard output.
#ifndef DS_TEXT_STANDARD_OUTPUT_H_
#define DS_TEXT_STANDARD_OUTPUT_H_

#include <cerrno>
#include <cstdio>
#include <cstring>

namespace ds {

// Writes what is buffered. Returns the program's exit status: `status`, or 1 if results were lost, with the reason
// on standard error.
inline int finish_output(int status) {
  errno = 0;
  const bool is_lost = std::fflush(stdout) != 0 || std::ferror(stdout) != 0;
  if (!is_lost) return status;
  std::fprintf(stderr, "E standard output cannot be written: %s\n",
               errno != 0 ? std::strerror(errno) : "output was lost");
  return status != 0 ? status : 1;
}

}  // namespace ds

#endif  // DS_TEXT_STANDARD_OUTPUT_H_
