// JSON as the programs write it.
#include "text/json.h"

#include <cmath>
#include <string>
#include <vector>

#include "printing.h"

using ds::JsonFields;

TEST_CASE("strings and numbers") {
  CHECK(ds::json_string("a\"\\\n\xFF") == "\"a\\\"\\\\\\u000a\xEF\xBF\xBD\"");
  CHECK(ds::json_number(0.1, 6) == "0.1");
  CHECK(ds::json_number(NAN, 6) == "null");
}

TEST_CASE("arrays and objects in every layout") {
  const std::vector<std::string> values = {"1", "[]"};
  const JsonFields fields = {{"a", "1"}, {"b\"", "{}"}};
  CHECK(ds::json_array({}) == "[]");
  CHECK(ds::json_array(values) == "[1,[]]");
  CHECK(ds::json_array(values, ds::kJsonLines) == "[\n1,\n[]\n]");
  CHECK(ds::json_object({}) == "{}");
  CHECK(ds::json_object(fields) == "{\"a\":1,\"b\\\"\":{}}");
  CHECK(ds::json_object(fields, ds::kJsonSpaced) == "{\"a\": 1, \"b\\\"\": {}}");
  CHECK(ds::json_object(fields, ds::kJsonIndented) == "{\n  \"a\": 1,\n  \"b\\\"\": {}\n}");
  CHECK(ds::json_fields(fields, ds::kJsonLines) == "\"a\":1,\n\"b\\\"\":{}");
}
