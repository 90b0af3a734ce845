#include "decoder/timestep_tree.h"

#include <algorithm>

namespace ds {

std::vector<uint32_t> TimestepTree::list(uint32_t node) const {
  std::vector<uint32_t> timesteps;
  for (; node != kNone; node = nodes_[node].parent) timesteps.push_back(nodes_[node].timestep);
  std::reverse(timesteps.begin(), timesteps.end());
  return timesteps;
}

}  // namespace ds
