// Finds the value of a given rank without sorting.
#ifndef DS_DECODER_RANK_FINDER_H_
#define DS_DECODER_RANK_FINDER_H_

#include <cstddef>
#include <cstdint>
#include <vector>

namespace ds {

// The `rank`-th largest of `values` (1: the largest); rank is from 1 to their number. Linear: values are counted in
// bins first, and only one bin is searched.
class RankFinder {
 public:
  float find(const std::vector<float>& values, size_t rank);

 private:
  std::vector<uint8_t> bins_;
  std::vector<float> bin_;
};

}  // namespace ds

#endif  // DS_DECODER_RANK_FINDER_H_
