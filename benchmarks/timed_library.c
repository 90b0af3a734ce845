/* A libdeepspeech.so that passes every call on to another one, and adds up the processor time that the calling thread
 * spends there. bindings.py compiles it with the definition of FUNCTIONS, a list of TIMED(name) and OTHER(name).
 *
 * DS_TIMED_LIBRARY  the library that the calls go to
 * DS_TIMED_SECONDS  file of 8 bytes: the sum in nanoseconds, up to date at every moment
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <time.h>

static _Atomic long long* spent_ns;

static long long now_ns(void) {
  struct timespec time;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return 1000000000LL * time.tv_sec + time.tv_nsec;
}

/* Functions that compute take pointers and integers only, four at most. */
#define TIMED(name)                           \
  static long (*real_##name)(long, long, long, long); \
  long name(long a, long b, long c, long d) { \
    const long long begin = now_ns();         \
    const long result = real_##name(a, b, c, d); \
    *spent_ns += now_ns() - begin;            \
    return result;                            \
  }

/* The others are only jumped to, so arguments of any kind stay where they are. */
#if defined(__x86_64__)
#define JUMP(name) "jmp *real_" name "(%rip)\n"
#elif defined(__aarch64__)
#define JUMP(name) "adrp x16, real_" name "\nldr x16, [x16, #:lo12:real_" name "]\nbr x16\n"
#endif
#define OTHER(name)                                                     \
  __attribute__((visibility("hidden"))) void* real_##name;              \
  __asm__(".text\n.globl " #name "\n.type " #name ", @function\n" #name ":\n" JUMP(#name));

FUNCTIONS

#undef TIMED
#undef OTHER

static void fail(const char* what) {
  fprintf(stderr, "E timed_library: %s\n", what);
  _Exit(1);
}

__attribute__((constructor)) static void open_library(void) {
  const char* const path = getenv("DS_TIMED_LIBRARY");
  const char* const sum = getenv("DS_TIMED_SECONDS");
  if (path == NULL || sum == NULL) fail("DS_TIMED_LIBRARY and DS_TIMED_SECONDS must be set");
  const int file = open(sum, O_RDWR);
  void* const memory = mmap(NULL, sizeof(long long), PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
  if (memory == MAP_FAILED) fail(sum);
  spent_ns = memory;
  void* const library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
  if (library == NULL) fail(dlerror());
#define TIMED(name) \
  if ((real_##name = (long (*)(long, long, long, long))dlsym(library, #name)) == NULL) fail(#name);
#define OTHER(name) \
  if ((real_##name = dlsym(library, #name)) == NULL) fail(#name);
  FUNCTIONS
}
