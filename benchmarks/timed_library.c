/* A libdeepspeech.so that passes every call on to another one, and adds up the processor time that the calling thread
 * spends there, and the time that elapses. bindings.py compiles it with the definition of FUNCTIONS, a list of TIMED(name) and OTHER(name).
 *
 * DS_TIMED_LIBRARY  the library that the calls go to
 * DS_TIMED_SECONDS  file of 16 bytes: the two sums in nanoseconds, up to date at every moment
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <time.h>

static _Atomic long long* spent_ns; /* processor, elapsed */

static long long now_ns(clockid_t clock) {
  struct timespec time;
  clock_gettime(clock, &time);
  return 1000000000LL * time.tv_sec + time.tv_nsec;
}

/* Functions that compute take pointers and integers only, four at most. */
#define TIMED(name)                           \
  static long (*real_##name)(long, long, long, long); \
  long name(long a, long b, long c, long d) { \
    const long long elapsed = now_ns(CLOCK_MONOTONIC); \
    const long long processor = now_ns(CLOCK_THREAD_CPUTIME_ID); \
    const long result = real_##name(a, b, c, d); \
    spent_ns[0] += now_ns(CLOCK_THREAD_CPUTIME_ID) - processor; \
    spent_ns[1] += now_ns(CLOCK_MONOTONIC) - elapsed; \
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
  void* const memory = mmap(NULL, 2 * sizeof(long long), PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
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
