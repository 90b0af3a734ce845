// The main function of every test program.
//
// Signals are left to the system and to sanitizers; older versions of doctest do not compile their handlers with glibc
// 2.34 or newer.
#define DOCTEST_CONFIG_NO_POSIX_SIGNALS
#define DOCTEST_CONFIG_IMPLEMENT_WITH_MAIN
#include <doctest/doctest.h>
