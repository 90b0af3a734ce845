// Options of custom operators: maps of numbers in FlexBuffers, and what is not followed in damaged ones.
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "model/flatbuffer.h"
#include "printing.h"

namespace {

using ds::flat::Bytes;
using ds::flat::FormatError;

// {"magnitude_squared": true, "stride": 32, "window_size": 64}, as TensorFlow's converter writes it.
std::vector<uint8_t> sample() {
  std::vector<uint8_t> bytes;
  for (const char* key : {"magnitude_squared", "stride", "window_size"}) {
    for (const char* letter = key; *letter != '\0'; letter++) bytes.push_back(static_cast<uint8_t>(*letter));
    bytes.push_back(0);
  }
  for (const int byte : {3, 38, 21, 15, 3, 1, 3, 1, 32, 64, 104, 4, 4, 6, 36, 1}) {
    bytes.push_back(static_cast<uint8_t>(byte));
  }
  return bytes;
}

std::map<std::string, double> read(std::vector<uint8_t> bytes) {
  return ds::flat::read_number_map(Bytes(bytes.data(), bytes.size()), 0, bytes.size());
}

TEST_CASE("values by name") {
  const std::map<std::string, double> values = read(sample());
  CHECK(values == (std::map<std::string, double>{{"magnitude_squared", 1}, {"stride", 32}, {"window_size", 64}}));
}

TEST_CASE("in the midst of a file") {
  std::vector<uint8_t> file(7, 0xFF);
  const std::vector<uint8_t> map = sample();
  file.insert(file.end(), map.begin(), map.end());
  file.push_back(0xFF);
  const Bytes bytes(file.data(), file.size());
  CHECK(ds::flat::read_number_map(bytes, 7, map.size()).size() == 3);
  CHECK_THROWS_AS(ds::flat::read_number_map(bytes, 7, map.size() + 2), FormatError);
}

TEST_CASE("every truncation is an error") {
  for (size_t size = 0; size < sample().size(); size++) {
    std::vector<uint8_t> bytes = sample();
    bytes.resize(size);
    CHECK_THROWS_AS(read(bytes), FormatError);
  }
}

TEST_CASE("every change is survived") {
  int refused = 0;
  for (size_t position = 0; position < sample().size(); position++) {
    for (int value = 0; value < 256; value++) {
      std::vector<uint8_t> bytes = sample();
      bytes[position] = static_cast<uint8_t>(value);
      try {
        const size_t entries = read(bytes).size();  // outside of the check, which would catch the exception
        CHECK(entries <= 3);
      } catch (const FormatError&) {
        refused++;
      }
    }
  }
  CHECK(refused > 1000);
}

}  // namespace
