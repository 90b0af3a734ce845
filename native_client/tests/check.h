// A test runner in a few lines: TEST_CASE(name) { CHECK(…); }, and main returns run_all().
#ifndef DS_TESTS_CHECK_H_
#define DS_TESTS_CHECK_H_

#include <cstdio>
#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace ds::test {

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

}  // namespace ds::test

#define TEST_CASE(name)                                                  \
  static void test_##name();                                             \
  static const ds::test::Register register_##name(#name, test_##name);   \
  static void test_##name()

#define CHECK(condition)                                                 \
  do {                                                                   \
    if (!(condition)) {                                                  \
      ++ds::test::failures();                                            \
      std::printf("%s:%d: not true: %s\n", __FILE__, __LINE__, #condition); \
    }                                                                    \
  } while (false)

#define CHECK_THROWS(Exception, expression)                              \
  do {                                                                   \
    bool was_thrown = false;                                             \
    try {                                                                \
      static_cast<void>(expression);                                     \
    } catch (const Exception&) {                                         \
      was_thrown = true;                                                 \
    }                                                                    \
    if (!was_thrown) {                                                   \
      ++ds::test::failures();                                            \
      std::printf("%s:%d: no %s from: %s\n", __FILE__, __LINE__, #Exception, #expression); \
    }                                                                    \
  } while (false)

#endif  // DS_TESTS_CHECK_H_
