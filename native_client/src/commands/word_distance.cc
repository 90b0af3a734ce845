#include "commands/word_distance.h"

#include <algorithm>
#include <numeric>
#include <vector>

namespace ds {

uint32_t word_distance(const std::u32string& one, const std::u32string& other) {
  const size_t longest = std::max(one.size(), other.size());
  if (longest == 0) return 0;
  std::vector<size_t> row(other.size() + 1);  // distances of a part of `one` to every beginning of `other`
  std::iota(row.begin(), row.end(), size_t{0});
  for (size_t i = 0; i < one.size(); i++) {
    size_t diagonal = row[0];
    row[0] = i + 1;
    for (size_t k = 0; k < other.size(); k++) {
      const size_t replaced = diagonal + (one[i] == other[k] ? 0 : 1);
      diagonal = row[k + 1];
      row[k + 1] = std::min({replaced, row[k] + 1, diagonal + 1});
    }
  }
  return static_cast<uint32_t>(kReplacementCost * row.back() / longest);
}

}  // namespace ds
