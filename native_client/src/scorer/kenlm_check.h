// Checks of a KenLM binary that KenLM itself leaves out.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace ds {

// How KenLM lays out its tables (the numbers are those of the file format).
enum class KenlmType : int32_t {
  kProbing = 0,
  kRestProbing = 1,
  kTrie = 2,
  kQuantTrie = 3,
  kArrayTrie = 4,
  kQuantArrayTrie = 5,
};

// The fixed part of the file: a block of test values, then these.
struct KenlmHeader {
  float probing_multiplier;
  KenlmType type;
  std::vector<uint64_t> counts;  // n-grams of each order, `(order,)`
  size_t size;                   // bytes before the vocabulary table
};

// Reads the header. False if this is no KenLM binary of a known type, or its numbers cannot be true of a file
// of `size` bytes (so that no table size computed from them overflows).
bool read_kenlm_header(const uint8_t* data, size_t size, KenlmHeader* header);

// Whether every table entry that KenLM uses as an index without a check is in range, and every hash table has a
// free bucket at which a search ends. `end` is where the tables end, at most the size of the file.
bool check_kenlm_tables(const uint8_t* data, uint64_t end, const KenlmHeader& header);

}  // namespace ds
