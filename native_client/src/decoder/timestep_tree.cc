#include "decoder/timestep_tree.h"

#include <algorithm>

namespace ds {

uint32_t TimestepTree::add(uint32_t parent, uint32_t timestep) {
  use(parent);
  uint32_t node;
  if (free_.empty()) {
    node = static_cast<uint32_t>(nodes_.size());
    nodes_.emplace_back();
  } else {
    node = free_.back();
    free_.pop_back();
  }
  nodes_[node] = {parent, timestep, 1};
  return node;
}

void TimestepTree::release(uint32_t node) {
  while (node != kNone && --nodes_[node].users == 0) {
    free_.push_back(node);
    node = nodes_[node].parent;
  }
}

std::vector<uint32_t> TimestepTree::list(uint32_t node) const {
  std::vector<uint32_t> timesteps;
  for (; node != kNone; node = nodes_[node].parent) timesteps.push_back(nodes_[node].timestep);
  std::reverse(timesteps.begin(), timesteps.end());
  return timesteps;
}

}  // namespace ds
