// The reader of FlatBuffers: what it reads, and what it refuses to follow.
#include <cstdint>
#include <utility>
#include <vector>

#include "model/flatbuffer.h"
#include "printing.h"

namespace {

using ds::flat::Bytes;
using ds::flat::FormatError;
using ds::flat::Table;
using ds::flat::Vector;

// A root table with field 0 = int32 42, field 1 absent, field 2 = the vector "abc".
std::vector<uint8_t> sample() {
  return {
      16, 0, 0,  0,                    // 0: root table at 16
      10, 0, 12, 0,                    // 4: vtable: 10 bytes, the table has 12
      4,  0, 0,  0, 8,   0,   0,   0,  // 8: fields at 4, absent, 8; padding
      12, 0, 0,  0, 42,  0,   0,   0,  // 16: table: vtable 12 before; field 0
      4,  0, 0,  0,                    // 24: field 2: vector at 28
      3,  0, 0,  0, 'a', 'b', 'c', 0,
  };
}

TEST_CASE("fields vectors and strings") {
  std::vector<uint8_t> data = sample();
  const Bytes bytes(data.data(), data.size());
  const Table table(bytes, bytes.follow(0));
  CHECK(table.scalar<int32_t>(0, -1) == 42);
  CHECK(table.scalar<int32_t>(1, -1) == -1);
  CHECK(table.scalar<int32_t>(9, -2) == -2);
  CHECK(table.string(2) == "abc");
  CHECK(table.vector(1, 4).size() == 0);
  const Vector characters = table.vector(2, 1);
  REQUIRE(characters.size() == 3);
  CHECK(bytes.read<uint8_t>(characters.at(2)) == 'c');
  CHECK_THROWS_AS(characters.at(3), FormatError);
}

TEST_CASE("nothing outside is followed") {
  for (const auto& [position, value] : std::vector<std::pair<size_t, uint8_t>>{{0, 0},
                                                                               {0, 200},
                                                                               {3, 255},
                                                                               {4, 3},
                                                                               {4, 60},
                                                                               {6, 255},
                                                                               {12, 12},
                                                                               {12, 11},
                                                                               {24, 0},
                                                                               {24, 99},
                                                                               {16, 200},
                                                                               {19, 127},
                                                                               {28, 5},
                                                                               {31, 255}}) {
    std::vector<uint8_t> data = sample();
    data[position] = value;
    const Bytes bytes(data.data(), data.size());
    CHECK_THROWS_AS(Table(bytes, bytes.follow(0)).string(2), FormatError);
  }
}

TEST_CASE("every change is survived") {
  for (size_t position = 0; position < sample().size(); position++) {
    for (int value = 0; value < 256; value++) {
      std::vector<uint8_t> data = sample();
      data[position] = static_cast<uint8_t>(value);
      const Bytes bytes(data.data(), data.size());
      try {
        const Table table(bytes, bytes.follow(0));
        const size_t size = table.string(2).size();  // outside of the check, which would catch the exception
        CHECK(size <= data.size());
        table.scalar<int32_t>(0, 0);
      } catch (const FormatError&) {
      }
    }
  }
}

}  // namespace
