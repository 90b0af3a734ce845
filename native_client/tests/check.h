// A test runner in a few lines: TEST(name) { CHECK(…); } in any file, one program per folder of the source.
#pragma once

#include <cstdio>
#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace ds_test {

inline std::vector<std::pair<std::string, std::function<void()>>>& tests() {
  static std::vector<std::pair<std::string, std::function<void()>>> all;
  return all;
}

inline int& failures() {
  static int count = 0;
  return count;
}

struct Register {
  Register(const char* name, std::function<void()> body) { tests().emplace_back(name, std::move(body)); }
};

inline int run_all() {
  for (const auto& test : tests()) {
    const int before = failures();
    test.second();
    std::printf("%s %s\n", failures() == before ? "ok    " : "FAILED", test.first.c_str());
  }
  return failures() == 0 ? 0 : 1;
}

}  // namespace ds_test

#define TEST(name)                                                        \
  static void test_##name();                                              \
  static const ds_test::Register register_##name(#name, test_##name);     \
  static void test_##name()

#define CHECK(condition)                                                  \
  do {                                                                    \
    if (!(condition)) {                                                   \
      ++ds_test::failures();                                              \
      std::printf("%s:%d: not true: %s\n", __FILE__, __LINE__, #condition); \
    }                                                                     \
  } while (false)
