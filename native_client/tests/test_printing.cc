// What a failed check says of its values.
#include "printing.h"

#include <optional>
#include <string>
#include <vector>

TEST_CASE("lists are printed with their elements") {
  CHECK(doctest::toString(std::vector<int>{1, 2}) == "{1, 2}");
  CHECK(doctest::toString(std::vector<std::string>{}) == "{}");
  CHECK(doctest::toString(std::vector<std::vector<std::string>>{{"a"}, {"b", "c"}}) == "{{a}, {b, c}}");
}

TEST_CASE("optional values are printed") {
  CHECK(doctest::toString(std::optional<int>(3)) == "3");
  CHECK(doctest::toString(std::optional<int>()) == "nothing");
}
