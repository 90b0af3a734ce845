// The frames at which tokens were emitted: lists with shared prefixes.
#ifndef DS_DECODER_TIMESTEP_TREE_H_
#define DS_DECODER_TIMESTEP_TREE_H_

#include <algorithm>
#include <cstdint>
#include <vector>

namespace ds {

// Each node is a list: its parent's, then one frame. Lists are reference-counted.
class TimestepTree {
 public:
  static constexpr uint32_t kNone = 0;  // the empty list

  TimestepTree() : nodes_(1) {}

  // The list `parent` extended by `timestep`, with one reference for the caller.
  uint32_t add(uint32_t parent, uint32_t timestep) {
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
  void use(uint32_t node) {
    if (node != kNone) ++nodes_[node].users;
  }
  void release(uint32_t node) {
    while (node != kNone && --nodes_[node].users == 0) {
      free_.push_back(node);
      node = nodes_[node].parent;
    }
  }

  // The list, oldest first.
  std::vector<uint32_t> list(uint32_t node) const {
    std::vector<uint32_t> timesteps;
    for (; node != kNone; node = nodes_[node].parent) timesteps.push_back(nodes_[node].timestep);
    std::reverse(timesteps.begin(), timesteps.end());
    return timesteps;
  }

 private:
  struct Node {
    uint32_t parent = kNone;
    uint32_t timestep = 0;
    uint32_t users = 0;
  };
  std::vector<Node> nodes_;
  std::vector<uint32_t> free_;
};

}  // namespace ds

#endif  // DS_DECODER_TIMESTEP_TREE_H_
