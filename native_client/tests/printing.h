// doctest, and how its messages print values that it does not know.
#ifndef DS_TESTS_PRINTING_H_
#define DS_TESTS_PRINTING_H_

#include <doctest/doctest.h>

#include <optional>
#include <ostream>
#include <string>
#include <vector>

namespace doctest {

template <typename T>
struct StringMaker<std::vector<T>> {
  static String convert(const std::vector<T>& values) {
    String text = "{";
    const char* separator = "";
    for (const auto& value : values) {
      text += separator;
      text += toString(value);
      separator = ", ";
    }
    return text + "}";
  }
};

template <typename T>
struct StringMaker<std::optional<T>> {
  static String convert(const std::optional<T>& value) { return value ? toString(*value) : String("nothing"); }
};

}  // namespace doctest

#endif  // DS_TESTS_PRINTING_H_
